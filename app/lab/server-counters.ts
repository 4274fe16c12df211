import type { Pool } from '../../db/pool.ts';
import type { Cache } from '../cache/cache.ts';
import type { Counters } from '../observability/counters.ts';
import type { EventLoop } from '../observability/event-loop.ts';
import { bucketsOf } from '../observability/histogram.ts';
import type { ServerCounters } from './schema.ts';

export interface CountedServer {
  name: string;
  counters: Counters;
  cache: Cache;
  pool: Pool;
  eventLoop: EventLoop;
  isDraining: () => boolean;
}

/** What this server counted, in the form that the Lab reports it. */
export function serverCountersOf(server: CountedServer): ServerCounters {
  const { name, counters, cache, pool, eventLoop } = server;
  const { startedAt, requests, hitsLocal, hitsMemcached, misses, collapsed } = counters;
  const { latency, writes, queries } = counters;
  const { local } = cache.bodies;
  return {
    name,
    up: true,
    draining: server.isDraining(),
    startedAt,
    uptimeMs: Math.round(performance.now()),
    requests,
    hits: hitsLocal + hitsMemcached,
    hitsLocal,
    hitsMemcached,
    misses: misses + collapsed,
    collapsed,
    bypasses: Object.values(counters.bypasses).reduce((sum, count) => sum + count, 0),
    writes,
    queries,
    poolWaiting: pool.waitingCount,
    eventLoopDelayMs: Math.round(eventLoop.delayMs() * 100) / 100,
    localItems: local.items(),
    localBytes: local.bytes(),
    latency: {
      hit: bucketsOf(latency.hit),
      miss: bucketsOf(latency.miss),
      bypass: bucketsOf(latency.bypass),
    },
  };
}
