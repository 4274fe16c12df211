import { check } from 'k6';
import type { Response } from 'k6/http';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
import { settings } from '../settings/settings.ts';
import { parseCacheStatus } from './cache-status.ts';
import type { Failure } from './failure.ts';

/** The parts of the API that scenarios read and the cache can answer. */
export const readRoutes = [
  'me',
  'lists',
  'summary',
  'today',
  'all',
  'upcoming',
  'completed',
  'list',
  'todo',
  'search',
] as const;
export type ReadRoute = (typeof readRoutes)[number];

export const writeRoutes = ['add', 'complete', 'update'] as const;
export type WriteRoute = (typeof writeRoutes)[number];

/** Values of the tag `server`: `other` is not in SERVER_NAMES; `nobody` is no server. */
export const servers = [...settings.serverNames, 'other', 'nobody'];

const time = new Trend('trio_time', true);
const readTime = new Trend('trio_read_time', true);
const writeTime = new Trend('trio_write_time', true);
const hits = new Rate('trio_hits');
const cache = new Counter('trio_cache');
const served = new Counter('trio_served');
const failed = new Counter('trio_failures');
const visits = new Counter('trio_visits');
const elapsed = new Gauge('trio_elapsed', true);

export interface Exchange {
  route: ReadRoute | WriteRoute;
  answer: Response;
  failure: Failure | undefined;
}

/** For this virtual user. A warm-up is not counted. */
let isCounting = false;

/** Begins a visit in a counted or uncounted part of the run, this long after the part began. */
export function beginVisit(counted: boolean, elapsedMs: number): void {
  isCounting = counted;
  if (counted) visits.add(1);
  endVisit(elapsedMs);
}

/** Ends a visit. The last one to begin or end defines the duration of the measured part. */
export function endVisit(elapsedMs: number): void {
  if (isCounting) elapsed.add(elapsedMs);
}

/** Counts an answer by route, server and cache outcome. */
export function countAnswer({ route, answer, failure }: Exchange): void {
  // k6 aborted it at the end of the run.
  const isBrokenOff = answer.error === 'context canceled';
  if (!isCounting || isBrokenOff) return;
  const isRead = (readRoutes as readonly string[]).includes(route);
  const status = isRead ? parseCacheStatus(answer.headers['Cache-Status']) : undefined;
  const tags = { route, ...serverTags(answer), ...(status ?? { outcome: 'none', detail: 'none' }) };
  check(answer, { [`${route} is right`]: () => failure === undefined }, tags);
  served.add(1, tags);
  time.add(answer.timings.duration, tags);
  if (failure) countFailure(failure, { answer, tags });
  else if (!isRead) writeTime.add(answer.timings.duration, tags);
  else {
    readTime.add(answer.timings.duration, tags);
    hits.add(status?.outcome === 'hit', tags);
    cache.add(1, tags);
  }
}

function serverTags({ headers }: Response): Record<string, string> {
  const name = headers['X-Served-By'];
  if (!name) return { server: 'nobody' };
  return settings.serverNames.includes(name) ? { server: name } : { server: 'other', name };
}

const told = new Set<Failure>();

function countFailure(
  kind: Failure,
  { answer, tags }: { answer: Response; tags: Record<string, string> },
): void {
  failed.add(1, { ...tags, kind });
  // Logs only the first of each kind for each virtual user: a dead server would fill the screen.
  if (told.has(kind)) return;
  told.add(kind);
  const { request, url, status, error } = answer;
  console.error(`${kind}: ${request.method} ${url}: ${status} ${error}`);
}
