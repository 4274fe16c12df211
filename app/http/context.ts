import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Counters } from '../observability/counters.ts';
import type { Timing } from '../observability/timing.ts';

declare global {
  namespace Express {
    interface Locals {
      requestId: string;
      timing: Timing;
      counters: Counters;
    }
  }
}

/** A client's own request id is kept if it is safe to write into a log. */
const acceptableId = /^[\w.-]{8,128}$/;

/** Gives each request its id and its clock, and each answer the headers that say who served it. */
export function openContext(name: string, counters: Counters): RequestHandler {
  return (req, res, next) => {
    const given = req.headers['x-request-id'];
    const requestId = typeof given === 'string' && acceptableId.test(given) ? given : randomUUID();
    const timing = { startedAtMs: performance.now(), cacheMs: 0, dbMs: 0 };
    res.locals.requestId = requestId;
    res.locals.timing = timing;
    res.locals.counters = counters;
    if (req.url.startsWith('/api/')) counters.requests += 1;
    res.setHeader('X-Served-By', name);
    res.setHeader('X-Request-Id', requestId);
    res.setHeader('X-Content-Type-Options', 'nosniff');
    const writeHead = res.writeHead;
    // `Server-Timing` is a header, so it is written when the answer begins.
    res.writeHead = function timedWriteHead(this: Response, ...args: unknown[]) {
      res.setHeader('Server-Timing', serverTiming(timing));
      return Reflect.apply(writeHead, this, args);
    } as typeof writeHead;
    next();
  };
}

/** W3C Server Timing, https://www.w3.org/TR/server-timing/ */
function serverTiming({ startedAtMs, cacheMs, dbMs }: Timing): string {
  const totalMs = performance.now() - startedAtMs;
  return `cache;dur=${cacheMs.toFixed(2)}, db;dur=${dbMs.toFixed(2)}, total;dur=${totalMs.toFixed(2)}`;
}
