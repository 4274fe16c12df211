import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { CacheMode } from '../../app/cache/mode.ts';
import type { Lab } from '../../app/lab/schema.ts';
import { openStack, type Stack } from '../../stack/stack.ts';
import { seed } from '../seed/main.ts';
import { openAccounts, signIn } from './accounts.ts';
import { countByPrefix } from './memcached-reads.ts';
import type { Options } from './options.ts';

/** A stack of its own for the runs, with seeded data, and its switches. */
export interface Testbed {
  stack: Stack;
  /** The accounts for the load scripts. */
  accountsFile: string;
  /** Restores the data, empties the cache, and sets the mode on every server. */
  reset(mode: CacheMode): Promise<void>;
  emptyCache(): Promise<void>;
  /** The counters of every server, asked of one server directly. */
  look(): Promise<Lab>;
}

const admin = { email: 'admin@example.test', password: 'of the comparison', name: 'Admin' };
const usesMemcached = new Set<CacheMode>(['memcached', 'tiered']);

/** Starts the stack that the runs are made on. */
export function openTestStack(
  { modes, servers, balancer }: Options,
  scope: AsyncDisposableStack,
): Promise<Stack> {
  return openStack(
    {
      cacheMode: modes[0] as CacheMode,
      memcached: modes.some((mode) => usesMemcached.has(mode)) ? 'start' : undefined,
      servers,
      balancer,
      serverEnv: { ADMIN_EMAIL: admin.email },
    },
    scope,
  );
}

/** Seeds it and signs everyone in. */
export async function openTestbed(
  stack: Stack,
  options: Options,
  scope: AsyncDisposableStack,
): Promise<Testbed> {
  const { users, todos } = options;
  await seed(stack.databaseUrl, { users, todos, seed: options.seed });
  if (stack.memcached) await countByPrefix(stack.memcachedServers[0]!);
  const accountsFile = join(stack.folder, 'accounts.json');
  await writeFile(accountsFile, JSON.stringify(await openAccounts(stack.baseUrl, users)));
  const database = await openDatabase(stack.databaseUrl, scope);
  const cookie = await signIn(stack.baseUrl, admin);
  const url = (stack.servers[0] as { url: string }).url;
  const ask = (method: string, path: string, body?: object) =>
    askLab(`${url}/api/lab${path}`, { method, cookie, body });
  const emptyCache = async () => {
    await ask('DELETE', '/cache');
  };
  return {
    stack,
    accountsFile,
    emptyCache,
    async reset(mode) {
      await database.restore();
      await ask('PUT', '/cache', { mode });
      await emptyCache();
    },
    async look() {
      return (await (await ask('GET', '')).json()) as Lab;
    },
  };
}

/** Restores the data of the beginning. */
interface Database {
  restore(): Promise<void>;
}

/**
 * Scenarios add to-dos and change some. The added ones are deleted, so that no run finds more data
 * than the first; changes leave the data as large as it was. This bypasses the cache, which is
 * emptied right after it, while nobody reads.
 */
async function openDatabase(databaseUrl: string, scope: AsyncDisposableStack): Promise<Database> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  scope.defer(() => client.end());
  const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
  const begin = rows[0]?.now;
  return {
    async restore() {
      await client.query('delete from todos where created_at > $1', [begin]);
      await client.query('vacuum analyze users, lists, todos');
    },
  };
}

interface Asked {
  method: string;
  cookie: string;
  body?: object | undefined;
}

async function askLab(url: string, { method, cookie, body }: Asked): Promise<Response> {
  const answer = await fetch(url, {
    method,
    headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}
