import { createHistogram, type Histogram } from './histogram.ts';

/** What this server counted since it started. Each cacheable read counts once, by its outcome. */
export interface Counters {
  /** RFC 3339. */
  startedAt: string;
  /** Requests to the API. */
  requests: number;
  hitsLocal: number;
  hitsMemcached: number;
  misses: number;
  collapsed: number;
  /** By reason. */
  bypasses: Record<string, number>;
  writes: number;
  /** Statements sent to Postgres for requests. Heartbeats have a connection of their own. */
  queries: number;
  /** Latency of cacheable reads, from the request's start to its answer. */
  latency: Record<'hit' | 'miss' | 'bypass', Histogram>;
}

/** Everything at zero, from now on. */
export function createCounters(): Counters {
  return {
    startedAt: new Date().toISOString(),
    requests: 0,
    hitsLocal: 0,
    hitsMemcached: 0,
    misses: 0,
    collapsed: 0,
    bypasses: {},
    writes: 0,
    queries: 0,
    latency: { hit: createHistogram(), miss: createHistogram(), bypass: createHistogram() },
  };
}
