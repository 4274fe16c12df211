import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type App, openApp } from '../app/app.ts';
import type { CacheMode } from '../app/cache/mode.ts';
import type { Protocol } from '../app/cache/pointer.ts';
import { updateMode } from '../app/cache/state-row.ts';
import { parseConfig } from '../app/config.ts';
import { openPool } from '../db/pool.ts';
import { adminEmail, type SignedIn, signUp } from './accounts.ts';
import { openTestDatabase } from './database.ts';
import { startTestMemcached } from './memcached.ts';
import { until } from './polling.ts';

export interface TestApp extends App {
  /** `http://127.0.0.1:3001` */
  url: string;
  databaseUrl: string;
}

export interface TestAppsOptions {
  /** How many servers share the database. */
  servers?: number;
  mode?: CacheMode;
  memcached?: string[];
  /** A wrong protocol, for a negative control. */
  protocol?: Protocol;
  env?: Record<string, string>;
  /** Puts something between the servers and their database: takes its URL, and gives the one to use. */
  behind?: (databaseUrl: string) => Promise<string>;
  /** More of one server's environment, by its name. */
  envOf?: Record<string, Record<string, string>>;
}

/**
 * Servers within the test's own process, each with connections, memory and a port of its own, on a
 * new database. They are closed after the test.
 */
export async function openTestApps(
  t: TestContext,
  options: TestAppsOptions = {},
): Promise<TestApp[]> {
  const { servers = 1, mode = 'local', memcached = [], protocol, env = {}, envOf = {} } = options;
  const { url } = await openTestDatabase(t);
  const DATABASE_URL = (await options.behind?.(url)) ?? url;
  const pool = openPool({ databaseUrl: url, name: 'test', size: 1 });
  await updateMode(pool, mode);
  await pool.end();
  const names = Array.from({ length: servers }, (_, i) => `app-${i + 1}`);
  return Promise.all(
    names.map((name) => {
      const config = parseConfig({
        SERVER_NAME: name,
        DATABASE_URL,
        DATABASE_POOL_SIZE: '5',
        MEMCACHED_SERVERS: memcached.join(),
        ADMIN_EMAIL: adminEmail,
        ...env,
        ...envOf[name],
      });
      return listen(t, config, protocol);
    }),
  );
}

async function listen(
  t: TestContext,
  config: ReturnType<typeof parseConfig>,
  protocol: Protocol | undefined,
): Promise<TestApp> {
  const app = await openApp(config, protocol);
  const server = app.handler.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    app.endStreams();
    server.closeAllConnections();
    server.close();
    await app.close();
  });
  return {
    ...app,
    databaseUrl: config.DATABASE_URL,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
}

/** Which `Cache-Status` a read repeated in this mode has. */
const repeated: Record<CacheMode, string> = {
  off: 'trio; fwd=bypass; detail=off',
  local: 'trio; hit; detail=local',
  memcached: 'trio; hit; detail=memcached',
  tiered: 'trio; hit; detail=local',
};

/**
 * Servers that cache in this mode, with a user signed up at the first; ready once all serve that
 * user from the cache. Undefined where the test is skipped for want of memcached.
 */
export async function openCachingApps(
  t: TestContext,
  mode: CacheMode,
  options: TestAppsOptions = {},
): Promise<{ apps: TestApp[]; client: SignedIn } | undefined> {
  const memcached = mode === 'off' || mode === 'local' ? [] : [await startTestMemcached(t)];
  if (memcached.includes(undefined)) return undefined;
  const servers = memcached.map((started) => started!.server);
  const apps = await openTestApps(t, { servers: 3, mode, memcached: servers, ...options });
  const client = await signUp(apps[0]!.url);
  for (const { url } of apps) {
    await until(`${repeated[mode]} at ${url}`, async () => {
      const response = await client.request('GET', `${url}/api/me`);
      await response.arrayBuffer();
      return response.headers.get('cache-status') === repeated[mode];
    });
  }
  return { apps, client };
}
