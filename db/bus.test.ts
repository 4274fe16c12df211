import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { until } from '../testing/apps.ts';
import { openTestDatabase } from '../testing/database.ts';
import { openProxy } from '../testing/tcp-proxy.ts';
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
  const proxy = await openProxy(t, url);
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

/** Lets everything through but, where it is told to, a LISTEN: that cuts the connection. */
async function openListenCutter(t: TestContext, target: string) {
  const { hostname, port } = new URL(target);
  const cutter = { left: 0, sockets: new Set<Socket>(), url: '' };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    cutter.sockets.add(client);
    client.on('data', (data) => {
      const isListen = data.toString('latin1').includes('listen ');
      if (isListen && cutter.left > 0) {
        cutter.left -= 1;
        end();
      } else if (upstream.writable) upstream.write(data);
    });
    upstream.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const own = String((server.address() as { port: number }).port);
  cutter.url = Object.assign(new URL(target), { hostname: '127.0.0.1', port: own }).href;
  return cutter;
}

test('a connection that breaks while it begins to listen leaves one connection, not two', async (t) => {
  const { url } = await openTestDatabase(t);
  const cutter = await openListenCutter(t, url);
  const { seen } = await open(t, cutter.url);
  const connections = await counter(t, url);
  cutter.left = 3;
  for (const socket of cutter.sockets) socket.destroy();
  await until('it is up again', () => seen.ups === 2);
  assert.equal(cutter.left, 0);
  // As long as a second chain of attempts would have taken, and some.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual([seen.ups, seen.downs, await connections()], [2, 1, 1]);
});
