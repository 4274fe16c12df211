import type { TestContext } from 'node:test';
import type { CacheMode } from '../app/cache/mode.ts';
import { openStack, type Stack } from '../stack/stack.ts';
import type { Supervisor } from '../stack/supervisor.ts';
import { adminEmail } from './accounts.ts';
import { openTestDatabase } from './database.ts';
import { testFolder } from './folder.ts';
import { startTestMemcached } from './memcached.ts';
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
  /** Not there in the modes that need none. */
  memcachedProcess: Supervisor | undefined;
}

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
  const stack = await openStack(
    {
      databaseUrl: (await openTestDatabase(t)).url,
      memcached: memcached && [memcached.server],
      cacheMode: mode,
      folder: await testFolder(t),
      serverEnv: { ADMIN_EMAIL: adminEmail, ...env },
      ...{ servers, balancer, control },
    },
    testScope(t),
  );
  return { ...stack, memcachedProcess: memcached?.process };
}
