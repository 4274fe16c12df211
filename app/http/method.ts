import type { RequestHandler } from 'express';
import { openApi } from './openapi.ts';
import { Problem } from './problem.ts';

/** The addresses of the API, and the methods that each takes. */
const resources = Object.entries(openApi.paths).map(([path, operations]) => {
  const methods = Object.keys(operations).map((method) => method.toUpperCase());
  return {
    address: new RegExp(`^${path.replace('{id}', '[^/]+')}/?$`, 'i'),
    allow: [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', '),
  };
});

/** 405 for an address that is there but doesn't take the method (RFC 9110, 15.5.6). */
export const refuseMethod: RequestHandler = (req, _res, next) => {
  const path = req.baseUrl + req.path;
  const found = resources.find(({ address }) => address.test(path));
  if (!found) return next();
  throw new Problem(405, `${path} takes no ${req.method}, but ${found.allow}.`, {
    headers: { Allow: found.allow },
  });
};
