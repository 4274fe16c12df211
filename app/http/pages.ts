import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import { notFound } from './problem.ts';

const folder = fileURLToPath(new URL('../web/dist/', import.meta.url));

/** The client loads nothing from elsewhere, and is shown inside no other page. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What a page needs; answers of the API are only data, and say so by their `nosniff`. */
export const secureHeaders: RequestHandler = (_req, res, next) => {
  res.setHeader('Content-Security-Policy', contentSecurityPolicy);
  res.setHeader('Referrer-Policy', 'same-origin');
  res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  next();
};

/** The built browser client: its files, and its one page for every address that it knows. */
export function createPagesRouter(): Router {
  const router = Router();
  const oneYear = 365 * 24 * 60 * 60 * 1_000;
  const hashed = { immutable: true, maxAge: oneYear, index: false, redirect: false } as const;
  router.use('/assets', express.static(`${folder}assets`, hashed), notFound);
  router.use(express.static(folder, { index: false, redirect: false, cacheControl: false }));
  router.get('/{*path}', (req, res, next) => {
    // A missing script or picture is missing; the page is for who asks for a page.
    if (!req.accepts('html') || /\.\w+$/.test(req.path)) return next();
    res.set('Cache-Control', 'no-cache');
    res.sendFile('index.html', { root: folder }, (error) => error && next());
  });
  return router;
}
