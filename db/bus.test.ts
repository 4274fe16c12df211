import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openTcpProxy } from '../stack/tcp-proxy.ts';
import { openTestDatabase } from '../testing/database.ts';
import { never, until } from '../testing/polling.ts';
import { testScope } from '../testing/scope.ts';
import { Bus } from './bus.ts';
import { openPool } from './pool.ts';

async function open(t: TestContext, url: string) {
  const bus = new Bus(url, 'tested-bus');
  const seen = { ups: 0, downs: 0, payloads: [] as string[] };
  bus.on('tested', (payload) => seen.payloads.push(payload));
  bus.onUp(() => {
    seen.ups += 1;
  });
  bus.onDown(() => {
    seen.downs += 1;
  });
  t.after(() => bus.close());
  await bus.start();
  return { bus, seen };
}

/** How many connections of a bus Postgres has. */
async function counter(t: TestContext, url: string): Promise<() => Promise<number>> {
  const pool = openPool({ databaseUrl: url, name: 'test', size: 1 });
  t.after(() => pool.end());
  const text = `select count(*)::int as count from pg_stat_activity
    where application_name = 'tested-bus' and datname = current_database()`;
  return async () => (await pool.query<{ count: number }>(text)).rows[0]!.count;
}

test('it hears what it sends, in order', async (t) => {
  const { url } = await openTestDatabase(t);
  const { bus, seen } = await open(t, url);
  for (let i = 0; i < 100; i += 1) await bus.notify('tested', String(i));
  await until('all are heard', () => seen.payloads.length === 100);
  assert.deepEqual(
    seen.payloads,
    Array.from({ length: 100 }, (_, i) => String(i)),
  );
});

test('a lost connection is told once, and made again', async (t) => {
  const { url } = await openTestDatabase(t);
  const proxy = await openTcpProxy({ target: url }, testScope(t));
  const { bus, seen } = await open(t, proxy.url);
  await proxy.cut();
  await until('it is down', () => seen.downs === 1);
  await assert.rejects(bus.notify('tested', 'lost'));
  await proxy.heal();
  await until('it is up again', () => seen.ups === 2);
  await bus.notify('tested', 'heard');
  await until('it hears', () => seen.payloads.includes('heard'));
  assert.equal(seen.downs, 1);
});

test('a connection that breaks while it begins to listen leaves one connection, not two', async (t) => {
  const { url } = await openTestDatabase(t);
  let cuts = 0;
  const cutsOn = (data: Buffer) => {
    if (cuts === 0 || !data.includes('listen ')) return false;
    cuts -= 1;
    return true;
  };
  const proxy = await openTcpProxy({ target: url, cutsOn }, testScope(t));
  const { seen } = await open(t, proxy.url);
  const connections = await counter(t, url);
  cuts = 3;
  proxy.cutConnections();
  await until('it is up again', () => seen.ups === 2);
  assert.equal(cuts, 0);
  await never('a second connection', async () => (await connections()) > 1 || seen.ups > 2, {
    forMs: 1_500,
    because: 'a second chain of attempts would have taken less',
  });
  assert.deepEqual([seen.ups, seen.downs, await connections()], [2, 1, 1]);
});
