import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Session } from '../accounts/session.ts';
import type { Counters } from '../observability/counters.ts';
import { serverTiming, startTiming, type Timing } from '../observability/timing.ts';

declare global {
  namespace Express {
    interface Locals {
      requestId: string;
      timing: Timing;
      counters: Counters;
      /** Set by `authenticate`; absent where nobody is signed in. */
      session?: Session;
    }
  }
}

const acceptableId = /^[\w.-]{8,128}$/;

/** Gives each request its id and its clock, and each answer the headers that say who served it. */
export function openContext(name: string, counters: Counters): RequestHandler {
  return (req, res, next) => {
    const given = req.headers['x-request-id'];
    const requestId = typeof given === 'string' && acceptableId.test(given) ? given : randomUUID();
    res.locals.requestId = requestId;
    res.locals.timing = startTiming();
    res.locals.counters = counters;
    res.setHeader('X-Served-By', name);
    res.setHeader('X-Request-Id', requestId);
    res.setHeader('X-Content-Type-Options', 'nosniff');
    timeOnSend(res);
    next();
  };
}

/** `Server-Timing` is a header, and so must be written when the answer begins. */
function timeOnSend(res: Response): void {
  const writeHead = res.writeHead;
  res.writeHead = function timedWriteHead(this: Response, ...args: unknown[]) {
    res.setHeader('Server-Timing', serverTiming(res.locals.timing));
    return Reflect.apply(writeHead, this, args);
  } as typeof writeHead;
}
