import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { never } from '../testing/polling.ts';
import { testScope } from '../testing/scope.ts';
import { openTcpProxy, type TcpProxy, type TcpProxyOptions } from './tcp-proxy.ts';

/** A server that answers with what it was sent, behind a proxy. */
async function openEcho(t: TestContext, options: Partial<TcpProxyOptions> = {}): Promise<TcpProxy> {
  const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  testScope(t).defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return openTcpProxy({ target: `tcp://127.0.0.1:${port}`, ...options }, testScope(t));
}

/** A client of the proxy, and what it has been answered. */
async function openBrowser({ port }: TcpProxy) {
  const socket = connect(port, '127.0.0.1');
  const client = { socket, answered: '' };
  socket.on('data', (data) => {
    client.answered += data;
  });
  await once(socket, 'connect');
  return client;
}

test('answers are passed on', async (t) => {
  const client = await openBrowser(await openEcho(t));
  client.socket.write('hello');
  await once(client.socket, 'data');
  assert.equal(client.answered, 'hello');
});

test('a connection is cut after so many bytes, in the midst of an answer', async (t) => {
  const proxy = await openEcho(t);
  const client = await openBrowser(proxy);
  client.socket.write('before ');
  await once(client.socket, 'data');
  proxy.treatment = { is: 'cut', afterBytes: () => 3 };
  client.socket.write('hello');
  await once(client.socket, 'close');
  assert.equal(client.answered, 'before hel');
});

test('answers are late on the connections that it concerns, and stay in order', async (t) => {
  const proxy = await openEcho(t);
  const [late, other] = [await openBrowser(proxy), await openBrowser(proxy)];
  const concerns = (opening: Buffer) => opening.includes('late');
  proxy.treatment = { is: 'late', byMs: 60, concerns };
  const startMs = performance.now();
  late.socket.write('late ');
  other.socket.write('other');
  await once(other.socket, 'data');
  assert.equal(late.answered, '');
  proxy.treatment = { is: 'passed on' };
  late.socket.write('again');
  while (!late.answered.endsWith('again')) await once(late.socket, 'data');
  assert.equal(late.answered, 'late again');
  assert.ok(performance.now() - startMs >= 59);
});

test('cut, it refuses; frozen, it takes everything in silence; healed, it passes on', async (t) => {
  const proxy = await openEcho(t);
  const client = await openBrowser(proxy);
  proxy.freeze();
  client.socket.write('frozen');
  await never('an answer', () => client.answered !== '', {
    forMs: 50,
    because: 'an echo takes a few ms',
  });
  await proxy.heal();
  await once(client.socket, 'data');
  assert.equal(client.answered, 'frozen');
  const closed = once(client.socket, 'close');
  await proxy.cut();
  await closed;
  await assert.rejects(openBrowser(proxy), /ECONNREFUSED/);
  await proxy.heal();
  const other = await openBrowser(proxy);
  other.socket.write('again');
  await once(other.socket, 'data');
});

test('a connection is cut by what its client sends', async (t) => {
  const proxy = await openEcho(t, { cutsOn: (data) => data.includes('LISTEN') });
  const client = await openBrowser(proxy);
  client.socket.write('select');
  await once(client.socket, 'data');
  client.socket.write('LISTEN');
  await once(client.socket, 'close');
  assert.equal(client.answered, 'select');
});
