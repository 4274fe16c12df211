import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openPool } from '../../db/pool.ts';
import { type SignedIn, signUp } from '../../testing/accounts.ts';
import { until } from '../../testing/polling.ts';
import { startStack } from '../../testing/stack.ts';
import { Memcached } from './memcached.ts';
import type { CacheMode } from './mode.ts';
import { pointerName } from './pointer.ts';

const reads = 1_000;

/**
 * Puts a view in the table's place that counts each query in a sequence, which no transaction and no
 * cache of ours can hide: what is counted is what Postgres did.
 */
async function countQueries(t: TestContext, databaseUrl: string): Promise<() => Promise<number>> {
  const pool = openPool({ databaseUrl, name: 'test', size: 1 });
  t.after(() => pool.end());
  await pool.query(`
    create sequence queries;
    alter table todos rename to todos_stored;
    create view todos as select * from todos_stored where (select nextval('queries')) > 0`);
  return async () => {
    const { rows } = await pool.query<{ count: string }>(
      'select last_value - (not is_called)::int as count from queries',
    );
    return Number(rows[0]!.count);
  };
}

/** Servers in processes of their own: a stampede within the test's would only meet itself. */
async function open(t: TestContext, mode: CacheMode) {
  // Whether Memcached answers in time, on a machine that is busy otherwise, is not asked here.
  const stack = await startStack(t, { mode, env: { MEMCACHED_TIMEOUT_MS: '5000' } });
  if (!stack) return undefined;
  const servers = stack.servers.map(({ url }) => url);
  const client = await signUp(servers[0]!);
  for (const url of servers) {
    await until('it reads as its mode says', async () => {
      const response = await client.request('GET', `${url}/api/me`);
      const status = response.headers.get('cache-status') ?? '';
      return status.includes(mode === 'off' ? 'detail=off' : 'hit');
    });
  }
  const queries = await countQueries(t, stack.databaseUrl);
  return { servers, client, queries, memcached: stack.memcachedServers[0] };
}

async function readAtOnce(servers: string[], client: SignedIn): Promise<void> {
  const all = Array.from({ length: reads }, async (_, i) => {
    const url = servers[i % servers.length];
    const response = await client.request('GET', `${url}/api/todos`);
    assert.equal(response.status, 200);
    await response.arrayBuffer();
  });
  await Promise.all(all);
}

async function evictPointer(server: string, userId: string): Promise<void> {
  const memcached = new Memcached({ server, timeoutMs: 5_000 });
  const name = pointerName({ generation: 1, userId });
  const item = await memcached.get(name);
  assert.ok(item, 'there is a pointer');
  await memcached.compareAndDelete(name, item.cas);
  memcached.close();
}

for (const mode of ['memcached', 'tiered'] as const) {
  test(`${reads} reads of one cold view at once are one query, ${mode}`, async (t) => {
    const opened = await open(t, mode);
    if (!opened) return;
    const { servers, client, queries, memcached = '' } = opened;
    const create = () => client.request('POST', `${servers[1]}/api/todos`, { title: 'new' });
    assert.equal((await create()).status, 201);
    for (const occasion of ['cold', 'after a write', 'without a pointer']) {
      if (occasion === 'without a pointer') await evictPointer(memcached, client.userId);
      const before = await queries();
      await readAtOnce(servers, client);
      assert.equal((await queries()) - before, 1, occasion);
      assert.equal((await create()).status, 201);
    }
  });
}

test('the count would show it: without a cache each read is a query', async (t) => {
  const opened = await open(t, 'off');
  if (!opened) return;
  const before = await opened.queries();
  await readAtOnce(opened.servers, opened.client);
  assert.equal((await opened.queries()) - before, reads);
});
