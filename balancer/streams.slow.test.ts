import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { never, until } from '../testing/polling.ts';
import { testBoth } from './testing/both.ts';
import { startHttpProxy } from './testing/control.ts';
import { openRaw } from './testing/raw.ts';
import { startUpstreams, type TestUpstream } from './testing/upstream.ts';

/** The test's own process has 2,000 sockets to close, and its polling to do. */
const allowanceMs = 1_000;

testBoth('leaves no connection to a server when 1,000 streams are aborted', async (t, stack) => {
  const { kind, url, port, upstreams } = stack;
  const clients = await openStreams(port, 1_000);
  assert.equal(openAt(upstreams), 1_000);
  const abortedAt = performance.now();
  for (const client of clients) client.resetAndDestroy();
  await until('the servers are left', () => openAt(upstreams) === 0);
  const tookMs = performance.now() - abortedAt;
  t.diagnostic(`${kind}: ${Math.round(tookMs)} ms until the last was closed`);
  assert.ok(tookMs < 1_000 + allowanceMs, `${tookMs} ms`);
  assert.equal((await fetch(url)).status, 200);
});

test('the control: http-proxy leaves them open', async (t) => {
  const upstreams = await startUpstreams(t, 1);
  const { port } = await startHttpProxy(t, upstreams);
  const clients = await openStreams(port, 10);
  for (const client of clients) client.resetAndDestroy();
  await never('a stream ends', () => openAt(upstreams) < 10, {
    forMs: 1_000 + allowanceMs,
    because: 'the balancers have closed them by then',
  });
});

/** Opens event streams, in tens, so that the machine's backlog of connections doesn't overflow. */
async function openStreams(port: number, count: number): Promise<Socket[]> {
  const clients: Socket[] = [];
  while (clients.length < count) {
    const ten = Array.from({ length: 10 }, () => {
      return openRaw(port, 'GET /events HTTP/1.1\r\nHost: trio\r\n\r\n');
    });
    await Promise.all(ten.map((client) => once(client, 'data')));
    clients.push(...ten);
  }
  return clients;
}

function openAt(upstreams: readonly TestUpstream[]): number {
  return upstreams.reduce((sum, { openStreams }) => sum + openStreams, 0);
}
