import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { startTestMemcached } from '../../testing/memcached.ts';
import { until } from '../../testing/polling.ts';
import { Memcached } from './memcached.ts';
import { MemcachedError } from './memcached-error.ts';

function open(t: TestContext, server: string, timeoutMs = 100): Memcached {
  const memcached = new Memcached({ server, timeoutMs, pauseMs: 50 });
  t.after(() => memcached.close());
  return memcached;
}

const down = (failure: string) => (error: unknown) =>
  error instanceof MemcachedError && error.failure === failure;

test('get, set, add, compare and set, compare and delete', async (t) => {
  const running = await startTestMemcached(t);
  if (!running) return;
  const memcached = open(t, running.server);
  assert.equal(await memcached.get('key'), undefined);
  const first = await memcached.add('key', 'one', 60);
  assert.ok(first);
  assert.equal(await memcached.add('key', 'two', 60), undefined, 'something is there');
  assert.equal(await memcached.compareAndSet('key', 'three', 60, first), true);
  assert.equal(await memcached.compareAndSet('key', 'four', 60, first), false, 'an old token');
  const item = await memcached.get('key');
  assert.equal(item?.value.toString(), 'three');
  assert.equal(await memcached.compareAndDelete('key', first), false, 'an old token');
  assert.equal(await memcached.compareAndDelete('key', item!.cas), true);
  assert.equal(await memcached.get('key'), undefined);
});

test('values come back byte for byte, also when thousands are under way at once', async (t) => {
  const running = await startTestMemcached(t);
  if (!running) return;
  const memcached = open(t, running.server, 5_000);
  const value = (i: number) => Buffer.alloc(i * 7, i);
  const numbers = Array.from({ length: 2_000 }, (_, i) => i);
  await Promise.all(numbers.map((i) => memcached.set(`key-${i}`, value(i), 60)));
  const items = await Promise.all(numbers.map((i) => memcached.get(`key-${i}`)));
  for (const i of numbers) assert.ok(items[i]?.value.equals(value(i)), `value ${i}`);
});

test('what is too large is refused, and the connection goes on', async (t) => {
  const running = await startTestMemcached(t);
  if (!running) return;
  const memcached = open(t, running.server);
  await assert.rejects(memcached.set('large', Buffer.alloc(1_100_000), 60), /status 3/);
  await memcached.set('small', 'value', 60);
  assert.equal((await memcached.get('small'))?.value.toString(), 'value');
});

test('a Memcached that has stopped costs one deadline, and is used again when it goes on', async (t) => {
  const running = await startTestMemcached(t);
  if (!running) return;
  const memcached = open(t, running.server);
  const cas = await memcached.set('key', 'value', 60);
  running.process.kill('SIGSTOP');
  t.after(() => running.process.kill('SIGCONT'));
  let failure: unknown;
  // The signal takes a moment to arrive.
  await until('an operation fails', async () => {
    failure = await memcached.get('key').catch((error: unknown) => error);
    return failure instanceof Error;
  });
  assert.ok(down('memcached-timeout')(failure));
  await assert.rejects(
    memcached.get('key'),
    down('memcached-down'),
    'nothing is tried for a while',
  );
  running.process.kill('SIGCONT');
  await until('it is used again', () => memcached.get('key').then(Boolean, () => false));
  await assert.rejects(memcached.compareAndSet('key', 'late', 60, cas), down('memcached-down'));
  assert.equal(
    (await memcached.get('key'))?.value.toString(),
    'value',
    'a token counts on its connection only',
  );
});

/** A server that accepts and then does what the test says; memjs hangs for ever on some of it. */
async function listen(t: TestContext, onRequest: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

test('a clean close leaves nothing hanging', async (t) => {
  const memcached = open(t, await listen(t, (socket) => socket.end()));
  await assert.rejects(memcached.get('key'), down('memcached-down'));
});

test('half an answer does not spoil what comes after it', async (t) => {
  const running = await startTestMemcached(t);
  if (!running) return;
  let cut = true;
  const [host = '', port = ''] = running.server.split(':');
  const relay = createServer((client) => {
    const upstream = connect(Number(port), host);
    client.on('error', () => undefined).pipe(upstream);
    upstream
      .on('error', () => undefined)
      .on('data', (data: Buffer) => {
        if (cut && data.length > 10) client.end(data.subarray(0, 10));
        else client.write(data);
      });
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  t.after(() => relay.close());
  const memcached = open(t, `127.0.0.1:${(relay.address() as { port: number }).port}`);
  await assert.rejects(memcached.set('key', 'value', 60), MemcachedError);
  cut = false;
  const isStored = () => memcached.set('key', 'value', 60).then(Boolean, () => false);
  await until('the breaker closes', isStored);
  assert.equal((await memcached.get('key'))?.value.toString(), 'value');
});

test('nobody there: refused at once', async (t) => {
  const memcached = open(t, '127.0.0.1:1');
  await assert.rejects(memcached.get('key'), down('memcached-down'));
});
