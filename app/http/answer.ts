import type { Request, Response } from 'express';
import { cacheStatus } from '../cache/outcome.ts';
import type { Answer } from '../cache/read.ts';
import { countRead } from '../observability/counters.ts';
import { Problem } from './problem.ts';

/**
 * Sends what the cache answered, with the headers of every cacheable read: 200 with the body as it
 * is, 304 where the client has it, 404 where there is no such thing.
 */
export function sendAnswer(req: Request, res: Response, answer: Answer): void {
  const { counters, timing } = res.locals;
  countRead(counters, answer.outcome, performance.now() - timing.startedAtMs);
  res.setHeader('Cache-Status', cacheStatus(answer.outcome));
  if (!answer.notModified && !answer.body) throw new Problem(404, 'There is no such thing.');
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('ETag', answer.etag);
  if (!answer.body) {
    res.statusCode = 304;
    res.end();
    return;
  }
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', answer.body.length);
  res.end(req.method === 'HEAD' ? undefined : answer.body);
}

/** Sends JSON that Postgres built, or that a write returned. */
export function sendJson(res: Response, status: number, json: string): void {
  res.statusCode = status;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(json);
}
