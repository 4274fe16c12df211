/** Sets of load-test runs: what is compared, and what results.json holds. */
export interface Results {
  format: 'trio-compare/1';
  manifest: Manifest;
  /** The names of the sets in order; the first is the baseline. */
  sets: string[];
  /** In the order in which they were made. */
  runs: Run[];
  /** The search for the highest rate; absent where it was not asked for. */
  capacity?: Capacity;
}

/**
 * How the runs were made, in the order to show it; values may be nested. Two results are comparable
 * only if everything except `commit`, `dirty` and `startedAt` is equal.
 */
export interface Manifest {
  commit?: string;
  dirty?: boolean;
  /** ISO 8601 */
  startedAt?: string;
  [key: string]: unknown;
}

export interface Run {
  set: string;
  /** Runs of one round were made in succession, and are compared as a pair. */
  round?: number;
  /** ISO 8601; empty where it isn't known. */
  startedAt: string;
  durationMs: number;
  /** Reasons why this run is invalid: `dropped 12 iterations`. Empty: it is valid. */
  invalid: string[];
  latencies: Latency[];
  figures: Figure[];
  series: Series[];
  /** Answers by the name of the server that gave them. */
  servers: Record<string, number>;
}

/** The latency of a group of requests: of all, of a route, of those with one cache outcome. */
export interface Latency {
  by: 'all' | 'route' | 'outcome';
  name: string;
  count: number;
  /** ms by percentile: `{ "50": 1.2, "99.9": 30 }`. 50, 95 and 99 are compared, all are drawn. */
  percentilesMs: Record<string, number>;
}

/** One number about a run. `%` is from 0 to 100. */
export interface Figure {
  name: string;
  unit: '' | '%' | 'cores' | 'per request' | '/s' | 'ms';
  value: number;
}

/** Something over the time since the measured part of the run began. */
export interface Series {
  name: string;
  unit: Figure['unit'];
  points: [seconds: number, value: number | null][];
}

/** The search for the highest rate at which p99 stays under the limit. */
export interface Capacity {
  limitMs: number;
  trials: Trial[];
}

export interface Trial {
  set: string;
  /** Arrivals in a second. */
  rate: number;
  p99Ms: number;
  held: boolean;
  /** Why it was not held. */
  reason?: string;
}

/** Figures and series that the report knows the meaning of; all others are shown as they come. */
export const known = {
  /** Of all cacheable reads. */
  hitRate: 'hit rate (k6)',
  /** Of the reads that came as far as Memcached, by k6's count and by Memcached's own. */
  hitRateAtMemcached: 'hit rate at Memcached (k6)',
  hitRateOfMemcached: 'hit rate at Memcached (its own)',
  queries: 'Postgres queries',
  rate: 'arrival rate',
} as const;
