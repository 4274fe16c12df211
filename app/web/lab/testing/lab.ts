import type { Lab, ServerCounters } from '../../../lab/schema.ts';

/** What a server says that has counted nothing, but for what is given. */
export function counters(change: Partial<ServerCounters> = {}): ServerCounters {
  return {
    name: 'app-1',
    up: true,
    draining: false,
    startedAt: '2026-11-21T10:00:00Z',
    uptimeMs: 10_000,
    requests: 0,
    hits: 0,
    hitsLocal: 0,
    hitsMemcached: 0,
    misses: 0,
    collapsed: 0,
    bypasses: 0,
    writes: 0,
    queries: 0,
    poolWaiting: 0,
    eventLoopDelayMs: 0,
    localItems: 0,
    localBytes: 0,
    latency: { hit: [], miss: [], bypass: [] },
    ...change,
  };
}

/** A laboratory of these servers; `cache` and `memcached` are what its parts differ by. */
export function labOf(
  servers: ServerCounters[],
  { cache = {}, memcached = [] }: { cache?: Partial<Lab['cache']>; memcached?: object[] } = {},
): Lab {
  const store = { server: 'mc', up: true, items: 0, bytes: 0, evictions: 0, hits: 0, misses: 0 };
  return {
    cache: {
      mode: 'memcached',
      available: ['off', 'local', 'memcached', 'tiered'],
      pointers: 'on',
      generation: 1,
      since: '2026-11-21T10:00:00Z',
      reason: '',
      ...cache,
    },
    servers,
    memcached: memcached.map((each) => ({ ...store, ...each })),
    postgres: { up: true, connections: 1, commits: 0, rowsRead: 0 },
    control: null,
  };
}
