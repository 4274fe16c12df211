import type { Outcome } from '../cache/outcome.ts';
import { createHistogram, type Histogram, record } from './histogram.ts';

/** What this server counted since it started. Reads are counted once, by what became of the answer. */
export interface Counters {
  startedAt: string;
  requests: number;
  hitsLocal: number;
  hitsMemcached: number;
  misses: number;
  collapsed: number;
  bypasses: Record<string, number>;
  writes: number;
  /** Statements sent to Postgres for requests; the heartbeats have a connection of their own. */
  queries: number;
  /** How long the reads took, from the request's start to its answer. */
  latency: Record<Outcome['is'], Histogram>;
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

/** Counts one read, by what became of it, and how long it took. */
export function countRead(counters: Counters, outcome: Outcome, timeMs: number): void {
  record(counters.latency[outcome.is], timeMs);
  if (outcome.is === 'hit') {
    counters[outcome.from === 'local' ? 'hitsLocal' : 'hitsMemcached'] += 1;
  } else if (outcome.is === 'miss') {
    counters[outcome.collapsed ? 'collapsed' : 'misses'] += 1;
  } else {
    counters.bypasses[outcome.reason] = (counters.bypasses[outcome.reason] ?? 0) + 1;
  }
}
