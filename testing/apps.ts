import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type App, openApp } from '../app/app.ts';
import type { CacheMode } from '../app/cache/mode.ts';
import type { Protocol } from '../app/cache/pointer.ts';
import { updateMode } from '../app/cache/state-row.ts';
import { parseConfig } from '../app/config.ts';
import { openPool } from '../db/pool.ts';
import { openTestDatabase } from './database.ts';

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

/** The account with this address is an admin's. */
export const adminEmail = 'admin@example.test';

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

/** Waits until `condition` holds; fails with `what` after the deadline. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 10_000,
): Promise<void> {
  const lastMs = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > lastMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await delay(10);
  }
}

/** A signed-up user, as a client of any of the servers. */
export interface Client {
  userId: string;
  cookie: string;
  request(method: string, url: string, body?: unknown, headers?: object): Promise<Response>;
}

let accounts = 0;

/** Signs up at one of the servers. */
export async function signUp(
  server: string,
  email = `person-${process.pid}-${accounts++}@example.test`,
): Promise<Client> {
  const response = await fetch(`${server}/api/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'correct horse battery' }),
  });
  if (response.status !== 201)
    throw new Error(`sign-up: ${response.status} ${await response.text()}`);
  const { id } = (await response.json()) as { id: string };
  const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
  return {
    userId: id,
    cookie,
    request: (method, url, body, headers = {}) =>
      fetch(url, {
        method,
        headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
  };
}
