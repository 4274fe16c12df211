import type { Cache } from '../cache/cache.ts';
import type { Counters } from '../counters.ts';
import type { ServerCounters } from './schema.ts';

/** What a server says of itself. */
export function reportOf({
  name,
  counters,
  cache,
}: {
  name: string;
  counters: Counters;
  cache: Cache;
}): ServerCounters {
  const { startedAt, requests, hitsLocal, hitsMemcached, misses, collapsed, writes, queries } =
    counters;
  const { local } = cache.bodies;
  return {
    name,
    up: true,
    startedAt,
    requests,
    hits: hitsLocal + hitsMemcached,
    hitsLocal,
    hitsMemcached,
    misses: misses + collapsed,
    collapsed,
    bypasses: Object.values(counters.bypasses).reduce((sum, count) => sum + count, 0),
    writes,
    queries,
    localItems: local.items(),
    localBytes: local.bytes(),
  };
}
