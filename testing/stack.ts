import type { TestContext } from 'node:test';
import type { CacheMode } from '../app/cache/mode.ts';
import { freePorts } from '../stack/ports.ts';
import { type Stack, startStack as start } from '../stack/stack.ts';
import { openTestDatabase } from './database.ts';
import { testFolder } from './folder.ts';
import { startTestMemcached, type TestMemcached } from './memcached.ts';
import { requireProgram } from './programs.ts';
import { testScope } from './scope.ts';

export interface TestStackOptions {
  servers?: number;
  mode?: CacheMode;
  balancer?: 'node' | 'nginx';
  /** Whether the servers can be stopped and started by the Lab page, as those of npm start can. */
  control?: boolean;
  /** More of the servers' environment. */
  env?: Record<string, string>;
}

export interface TestStack extends Stack {
  databaseUrl: string;
  /** Not there in the modes that need none. */
  memcached: TestMemcached | undefined;
}

/** Who signs up with this address is an admin of a test's stack. */
export const adminEmail = 'admin@example.test';

/**
 * A whole stack on a database of its own, stopped after the test; undefined where the test is
 * skipped for want of memcached or nginx. Nothing in it starts again by itself.
 */
export async function startStack(
  t: TestContext,
  {
    servers = 3,
    mode = 'memcached',
    balancer = 'node',
    control = false,
    env = {},
  }: TestStackOptions = {},
): Promise<TestStack | undefined> {
  if (balancer === 'nginx' && !requireProgram(t, 'nginx')) return undefined;
  const needsMemcached = mode === 'memcached' || mode === 'tiered';
  const memcached = needsMemcached ? await startTestMemcached(t) : undefined;
  if (needsMemcached && !memcached) return undefined;
  const { url: databaseUrl } = await openTestDatabase(t);
  const port = await freePorts(2 + servers);
  const options = {
    databaseUrl,
    memcachedServers: memcached ? [memcached.server] : [],
    cacheMode: mode,
    balancer,
    port,
    adminPort: port + 1,
    serverPorts: Array.from({ length: servers }, (_, index) => port + 2 + index),
    folder: await testFolder(t),
    serverEnv: { ADMIN_EMAIL: adminEmail, ...env },
    supervision: { restart: false },
    control,
  };
  return { ...(await start(options, testScope(t))), databaseUrl, memcached };
}
