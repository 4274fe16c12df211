import type { Express } from 'express';
import { openBus } from '../db/bus.ts';
import { openPool } from '../db/pool.ts';
import { grantAdmin } from './accounts/admin.ts';
import { openCache } from './cache/cache.ts';
import type { Protocol } from './cache/pointer.ts';
import type { Config } from './config.ts';
import { openControl } from './lab/control.ts';
import { reportOf } from './lab/report.ts';
import { openReports } from './lab/reports.ts';
import { createLabRouter } from './lab/routes.ts';
import { openChanges } from './live/changes.ts';
import { createCounters } from './observability/counters.ts';
import { watchEventLoop } from './observability/event-loop.ts';
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
 * How long Postgres may be silent before balancers are to send traffic elsewhere. A listening
 * connection that breaks is there again much sooner, and until then the server just caches nothing;
 * were it not ready at once, no server would be when all lose theirs together.
 */
const silenceMs = 2_000;

/**
 * Opens all that a server needs, in this order; `close` is the same list backwards. Rejects where
 * Postgres can't be reached or the database wasn't prepared. `protocol` is for the tests of the
 * cache, which must see wrong ones fail.
 */
export async function openApp(config: Config, protocol?: Protocol): Promise<App> {
  const { SERVER_NAME: name, DATABASE_URL: databaseUrl } = config;
  const adminEmail = config.ADMIN_EMAIL;
  const counters = createCounters();
  const onQuery = () => {
    counters.queries += 1;
  };
  const pool = openPool({ databaseUrl, name, size: config.DATABASE_POOL_SIZE, onQuery });
  const bus = openBus(databaseUrl, `${name}-bus`);
  const cache = await openCache({
    name,
    databaseUrl,
    pool,
    bus,
    memcached: config.MEMCACHED_SERVERS,
    memcachedOptions: memcachedOptionsOf(config),
    watchPerSecond: config.WATCH_PER_SECOND,
    localBytes: config.LOCAL_CACHE_MB * 1_000_000,
    onCommit: () => {
      counters.writes += 1;
    },
    ...(protocol ? { protocol } : {}),
  });
  const { heartbeat } = cache.state;
  const changes = openChanges({ bus, cache, pool });
  const eventLoop = watchEventLoop();
  let draining = false;
  const isDraining = () => draining;
  const reports = openReports({
    bus,
    heartbeat,
    report: () => reportOf({ name, counters, cache, pool, eventLoop, isDraining }),
  });
  const control = openControl(config.SERVER_CONTROL === 'on' ? process : undefined);
  const lab = createLabRouter({ cache, pool, reports, control });
  await bus.start();
  if (adminEmail) await grantAdmin(cache, pool, adminEmail);

  const notReady = () => {
    if (draining) return 'draining';
    return heartbeat.heardWithin(silenceMs) ? undefined : "Postgres can't be reached";
  };
  const trustedProxies = config.TRUSTED_PROXIES;
  const health = { notReady };
  const parts = { cache, pool, counters, health, changes, lab };
  return {
    handler: createServer({ name, adminEmail, trustedProxies, ...parts }),
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
