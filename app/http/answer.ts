import { hash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Outcome } from '../cache/outcome.ts';
import type { Answer } from '../cache/read.ts';
import type { Counters } from '../observability/counters.ts';
import { record } from '../observability/histogram.ts';
import { Problem } from './problem.ts';

/**
 * Sends the cache's answer to a view, with the headers of every cacheable read: 200 with the body as
 * it is, 304 where the client holds it. Throws a 404 where there is no such thing.
 */
export function sendAnswer(req: Request, res: Response, answer: Answer): void {
  const { view, version, body, held, outcome } = answer;
  const { counters, timing } = res.locals;
  countRead(counters, outcome, performance.now() - timing.startedAtMs);
  res.setHeader('Cache-Status', cacheStatus(outcome));
  if (version === undefined || (!held && !body)) throw new Problem(404, 'There is no such thing.');
  const etag = etagOf(version, view);
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('ETag', etag);
  const ifNoneMatch = req.headers['if-none-match'];
  if (!body || (ifNoneMatch !== undefined && matches(ifNoneMatch, etag))) {
    res.statusCode = 304;
    res.end();
    return;
  }
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', body.length);
  res.end(req.method === 'HEAD' ? undefined : body);
}

/** Sends JSON text that Postgres built for a write. */
export function sendJson(res: Response, status: number, json: string): void {
  res.statusCode = status;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.end(json);
}

/** Whether `If-None-Match` names this version of a view; compared weakly (RFC 9110, 13.1.2). */
export function isHeld(ifNoneMatch: string, version: string, view: string): boolean {
  return tagsOf(ifNoneMatch).includes(etagOf(version, view));
}

/** The entity tags of a list such as `"1.a", W/"2.b"`, without their weakness, or `*`. */
export function tagsOf(header: string): string[] {
  return header.match(/\*|"[^"]*"/g) ?? [];
}

/** The entity tag of one version of one view (RFC 9110, 8.8.3). */
export function etagOf(version: string, view: string): string {
  return `"${version}.${hash('sha1', view, 'base64url').slice(0, 8)}"`;
}

/** Whether `If-None-Match` names the tag of a thing that exists: `*` names whatever does. */
function matches(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).includes(etag);
}

/** The `Cache-Status` header (RFC 9211) of an outcome. */
function cacheStatus(outcome: Outcome): string {
  switch (outcome.is) {
    case 'hit':
      return `trio; hit; detail=${outcome.from}`;
    case 'miss':
      return `trio; fwd=uri-miss; ${outcome.collapsed ? 'collapsed' : 'stored'}`;
    case 'bypass':
      return `trio; fwd=bypass; detail=${outcome.reason}`;
  }
}

function countRead(counters: Counters, outcome: Outcome, timeMs: number): void {
  record(counters.latency[outcome.is], timeMs);
  if (outcome.is === 'hit') {
    counters[outcome.from === 'local' ? 'hitsLocal' : 'hitsMemcached'] += 1;
  } else if (outcome.is === 'miss') {
    counters[outcome.collapsed ? 'collapsed' : 'misses'] += 1;
  } else {
    counters.bypasses[outcome.reason] = (counters.bypasses[outcome.reason] ?? 0) + 1;
  }
}
