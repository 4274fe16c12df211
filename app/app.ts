import type { Express } from 'express';
import { Bus } from '../db/bus.ts';
import { openPool } from '../db/pool.ts';
import { grantAdmin } from './accounts/routes.ts';
import { openCache } from './cache/cache.ts';
import { registerCacheMetrics } from './cache/metrics.ts';
import type { Protocol } from './cache/pointer.ts';
import type { Config } from './config.ts';
import { ClusterCounters } from './lab/cluster-counters.ts';
import { openControl } from './lab/control.ts';
import { createLabRouter } from './lab/routes.ts';
import { serverCountersOf } from './lab/server-counters.ts';
import { Changes } from './live/changes.ts';
import { createCounters } from './observability/counters.ts';
import { watchEventLoop } from './observability/event-loop.ts';
import { createMetrics } from './observability/metrics.ts';
import { createServer } from './server.ts';

/** Everything of one server but its socket. */
export interface App {
  handler: Express;
  /** From now on it is not ready, but it still serves. */
  startDraining(): void;
  /** Ends the event streams, which would never end by themselves. */
  endStreams(): void;
  close(): Promise<void>;
}

/**
 * How long Postgres may be silent before this server is not ready. A listening connection that breaks
 * is up again much sooner, and until then the server only caches nothing. With a shorter time, no
 * server would be ready when all lose their connections together.
 */
const silenceMs = 2_000;

/**
 * Opens all that a server needs, in this order; `close` is the same list backwards. Rejects where
 * Postgres can't be reached or the database wasn't prepared. `protocol` is for the cache's tests,
 * which must see wrong ones fail.
 */
export async function openApp(config: Config, protocol?: Protocol): Promise<App> {
  const { SERVER_NAME: name, DATABASE_URL: databaseUrl, ADMIN_EMAIL: adminEmail } = config;
  const counters = createCounters();
  const pool = openPool({ databaseUrl, name, size: config.DATABASE_POOL_SIZE, counters });
  const bus = new Bus(databaseUrl, `${name}-bus`);
  const cache = await openCache({
    ...{ name, databaseUrl, pool, bus, counters },
    memcached: config.MEMCACHED_SERVERS,
    memcachedOptions: memcachedOptionsOf(config),
    watchPerSecond: config.WATCH_PER_SECOND,
    localBytes: config.LOCAL_CACHE_MB * 1_000_000,
    ...(protocol ? { protocol } : {}),
  });
  const { membership } = cache.state;
  const metrics = createMetrics({ name, counters, pool });
  registerCacheMetrics(metrics, cache);
  const changes = new Changes({ bus, cache, pool });
  const eventLoop = watchEventLoop();
  let draining = false;
  const isDraining = () => draining;
  const count = () => serverCountersOf({ name, counters, cache, pool, eventLoop, isDraining });
  const clusterCounters = new ClusterCounters({ bus, membership, count });
  const control = openControl(config.SERVER_CONTROL === 'on' ? process : undefined);
  const lab = createLabRouter({ cache, pool, clusterCounters, control });
  await bus.start();
  if (adminEmail) await grantAdmin({ cache, pool }, adminEmail);

  const notReady = () => {
    if (draining) return 'draining';
    return membership.heardWithin(silenceMs) ? undefined : "Postgres can't be reached";
  };
  return {
    handler: createServer({
      ...{ name, cache, pool, counters, metrics, changes, lab, adminEmail },
      health: { notReady },
      trustedProxies: config.TRUSTED_PROXIES,
    }),
    startDraining() {
      draining = true;
    },
    endStreams() {
      lab.close();
      changes.close();
    },
    async close() {
      eventLoop.close();
      await cache.close();
      await bus.close();
      await pool.end();
    },
  };
}

function memcachedOptionsOf({
  MEMCACHED_TIMEOUT_MS: timeoutMs,
  MEMCACHED_USERNAME: username,
  MEMCACHED_PASSWORD: password,
}: Config) {
  const credentials = username && password ? { username, password } : undefined;
  return { timeoutMs, credentials };
}
