import express, { type Express, type RequestHandler, Router } from 'express';
import type { Registry } from 'prom-client';
import type { Pool } from '../db/pool.ts';
import { createAccountsRouter } from './accounts/routes.ts';
import { authenticate } from './accounts/session.ts';
import type { Cache } from './cache/cache.ts';
import { openContext } from './http/context.ts';
import { createHealthRouter, type Health } from './http/health.ts';
import { createPagesRouter, secureHeaders } from './http/pages.ts';
import { readJson } from './http/parse.ts';
import { answerProblem, notFound, Problem } from './http/problem.ts';
import type { LabRouter } from './lab/routes.ts';
import { createListsRouter } from './lists/routes.ts';
import type { Changes } from './live/changes.ts';
import { createLiveRouter } from './live/routes.ts';
import type { Counters } from './observability/counters.ts';
import { openApi } from './openapi.ts';
import { createSummaryRouter, createTodosRouter } from './todos/routes.ts';

export interface ServerOptions {
  name: string;
  cache: Cache;
  pool: Pool;
  counters: Counters;
  metrics: Registry;
  health: Health;
  changes: Changes;
  lab: LabRouter;
  adminEmail: string | undefined;
  /** Proxies whose `X-Forwarded-*` headers are trusted, as Express' `trust proxy` takes them. */
  trustedProxies: string[];
}

/** One app server, in the order that a request passes through it. */
export function createServer(options: ServerOptions): Express {
  const { name, counters, health, metrics } = options;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('query parser', 'simple').set('trust proxy', options.trustedProxies);
  app.use(openContext(name, counters));
  // The API comes first: each layer before it would cost every request a little.
  app.use('/api', createApi(options));
  app.use(createHealthRouter(health));
  app.get('/metrics', async (_req, res) => {
    res.set('Content-Type', metrics.contentType).send(await metrics.metrics());
  });
  app.use(secureHeaders, createPagesRouter());
  app.use(notFound);
  app.use(answerProblem);
  return app;
}

function createApi({ cache, pool, changes, lab, adminEmail }: ServerOptions): Router {
  const api = Router();
  const signedIn = authenticate({ cache, pool });
  api.use(readJson);
  api.use('/todos', createTodosRouter({ cache, pool }));
  api.use('/lists', createListsRouter({ cache, pool }));
  api.use('/summary', createSummaryRouter({ cache, pool }));
  api.use(createAccountsRouter({ cache, pool }, adminEmail));
  api.use('/events', signedIn, createLiveRouter(changes));
  api.use('/lab', signedIn, lab.router);
  api.get('/openapi.json', (_req, res) => void res.json(openApi));
  api.use(refuseMethod, notFound);
  return api;
}

/** The addresses of the API, and the methods that each takes. */
const resources = Object.entries(openApi.paths).map(([path, operations]) => {
  const methods = Object.keys(operations).map((method) => method.toUpperCase());
  return {
    address: new RegExp(`^${path.replace('{id}', '[^/]+')}/?$`, 'i'),
    allow: [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', '),
  };
});

/** Answers 405 at an address that exists but doesn't take the method (RFC 9110, 15.5.6). */
const refuseMethod: RequestHandler = (req, _res, next) => {
  const path = req.baseUrl + req.path;
  const found = resources.find(({ address }) => address.test(path));
  if (!found) return next();
  throw new Problem(405, `${path} does not allow ${req.method}. It allows ${found.allow}.`, {
    headers: { Allow: found.allow },
  });
};
