import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express, type RequestHandler, Router } from 'express';
import type { Pool } from '../db/pool.ts';
import { createAccountsRouter } from './accounts/routes.ts';
import { authenticate } from './accounts/session.ts';
import type { Cache } from './cache/cache.ts';
import { openContext } from './http/context.ts';
import { createHealthRouter, type Health } from './http/health.ts';
import { refuseMethod } from './http/method.ts';
import { openApi } from './http/openapi.ts';
import { createPagesRouter, secureHeaders } from './http/pages.ts';
import { answerProblem, notFound, Problem } from './http/problem.ts';
import type { LabRouter } from './lab/routes.ts';
import { createListsRouter } from './lists/routes.ts';
import type { Changes } from './live/changes.ts';
import { createLiveRouter } from './live/routes.ts';
import type { Counters } from './observability/counters.ts';
import { createMetricsRouter } from './observability/metrics.ts';
import { createSummaryRouter, createTodosRouter } from './todos/routes.ts';

export interface ServerOptions {
  name: string;
  cache: Cache;
  pool: Pool;
  counters: Counters;
  health: Health;
  changes: Changes;
  lab: LabRouter;
  adminEmail: string | undefined;
  /** Whose `X-Forwarded-*` headers are believed, as Express' `trust proxy` takes it. */
  trustedProxies: string[];
}

/** One app server, in the order that a request passes through it. */
export function createServer(options: ServerOptions): Express {
  const { name, cache, pool, counters, health } = options;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('query parser', 'simple').set('trust proxy', options.trustedProxies);
  app.use(openContext(name, counters));
  // First what is asked most: each layer that is passed by costs every request a little.
  app.use('/api', createApi(options));
  app.use(createHealthRouter(health));
  app.use(createMetricsRouter({ name, counters, cache, pool }));
  app.use(secureHeaders, createPagesRouter());
  app.use(notFound);
  app.use(answerProblem);
  return app;
}

function createApi({ cache, pool, counters, changes, lab, adminEmail }: ServerOptions): Router {
  const api = Router();
  const signedIn = authenticate(cache, pool);
  api.use((req, res, next) => {
    counters.requests += 1;
    if (takesContent.has(req.method)) readJson(req, res, next);
    else next();
  });
  api.use('/todos', signedIn, createTodosRouter({ cache, pool }));
  api.use('/lists', signedIn, createListsRouter({ cache, pool }));
  api.use('/summary', signedIn, createSummaryRouter({ cache, pool }));
  api.use(createAccountsRouter({ cache, pool, adminEmail }));
  api.use('/events', signedIn, createLiveRouter(changes));
  api.use('/lab', signedIn, lab.router);
  api.get('/openapi.json', (_req, res) => void res.json(openApi));
  api.use(refuseMethod, notFound);
  return api;
}

const takesContent = new Set(['POST', 'PATCH', 'PUT']);
const parseJson = express.json({ limit: '1mb', inflate: false, verify: requireUtf8 });

/** Also what keeps other sites' forms out: a browser asks before it sends JSON across origins. */
const readJson: RequestHandler = (req, res, next) => {
  if (!req.is('application/json')) {
    throw new Problem(415, 'The body must be JSON (Content-Type: application/json).');
  }
  parseJson(req, res, next);
};

/** RFC 8259, 8.1. The parser would take other encodings, and put U+FFFD in place of what is no UTF-8. */
function requireUtf8(
  _req: IncomingMessage,
  _res: ServerResponse,
  body: Buffer,
  encoding: string,
): void {
  if (encoding !== 'utf-8') throw new Problem(415, 'The body must be JSON in UTF-8.');
  if (!isUtf8(body)) throw new Problem(400, 'The body is not UTF-8.');
}
