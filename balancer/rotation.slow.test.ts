import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { Pool } from 'undici';
import { until } from '../testing/polling.ts';
import { testScope } from '../testing/scope.ts';
import { testBoth } from './testing/both.ts';
import { type Echo, patternedBytes, sha256, type TestUpstream } from './testing/upstream.ts';

const names = ['app-1', 'app-2', 'app-3'];

testBoth('takes the servers in exact turns', async (_t, { url }) => {
  const first = names.indexOf(await servedBy(url));
  for (let turn = 1; turn <= 30; turn++) {
    assert.equal(await servedBy(url), names[(first + turn) % 3]);
  }
});

testBoth('gives each server its third of 3,000 requests on 64 connections', async (t, stack) => {
  const counts = await requestMany(t, stack.url, { requests: 3_000, connections: 64 });
  assert.equal(counts.failed, 0);
  const shares = stack.upstreams.map(({ arrived }) => arrived.length);
  assert.equal(
    shares.reduce((sum, share) => sum + share),
    3_000,
  );
  assert.ok(Math.max(...shares) - Math.min(...shares) <= 1, `shares: ${shares}`);
});

testBoth(
  'loses no GET to a server that dies, and uses it again when it is back',
  async (t, stack) => {
    const [dying] = stack.upstreams;
    const load = requestMany(t, stack.url, { requests: 3_000, connections: 16 });
    await until('the load runs', () => dying.arrived.length > 100);
    await dying.stop();
    assert.deepEqual((await load).failed, 0);
    for (let i = 0; i < 12; i++) assert.notEqual(await servedBy(stack.url), dying.name);
    await dying.start();
    await until('it serves again', async () => (await servedBy(stack.url)) === dying.name);
    for (const upstream of stack.upstreams) upstream.arrived.length = 0;
    await requestMany(t, stack.url, { requests: 600, connections: 16 });
    const shares = stack.upstreams.map(({ arrived }) => arrived.length);
    assert.ok(Math.max(...shares) - Math.min(...shares) <= 1, `shares: ${shares}`);
  },
);

testBoth(
  'serves from the last server that lives',
  async (_t, { kind, url, upstreams: [a, b, c] }) => {
    await Promise.all([a.stop(), c.stop()]);
    let lost = 0;
    for (let i = 0; i < 100; i++) {
      const response = await fetch(url);
      if (response.status === 503) lost++;
      else assert.equal(response.headers.get('x-served-by'), b.name);
    }
    assert.ok(lost <= (kind === 'node' ? 0 : 2), `${lost} lost`);
  },
  { nginxInstead: 'loses a request a second that meets both dead ones' },
);

testBoth('answers 503 when no server is up, and serves again by itself', async (_t, stack) => {
  await Promise.all(stack.upstreams.map((upstream) => upstream.stop()));
  const response = await fetch(`${stack.url}/api/todos`);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  assert.equal(response.headers.get('retry-after'), '1');
  assert.equal(((await response.json()) as { status: number }).status, 503);
  await Promise.all(stack.upstreams.map((upstream) => upstream.start()));
  await until('it serves', async () => (await fetch(`${stack.url}/`)).status === 200);
});

testBoth('sends a POST on only if no server can have had it', async (_t, { url, upstreams }) => {
  const crash = await fetch(`${url}/crash`, { method: 'POST', body: 'x' });
  assert.equal(crash.status, 502);
  assert.equal(crash.headers.get('retry-after'), null);
  assert.equal(arrivals(upstreams, 'POST /crash'), 1);
  // The control: what is counted does see a request that is sent on.
  assert.equal((await fetch(`${url}/crash`)).status, 502);
  assert.equal(arrivals(upstreams, 'GET /crash'), 2);

  // nginx leaves servers out for a second that failed so.
  await until('all serve', async () => (await servedByAll(url)).size === 3);
  await upstreams[0].stop();
  const body = patternedBytes(100_000);
  for (let i = 0; i < 30; i++) {
    const response = await fetch(`${url}/echo`, { method: 'POST', body });
    assert.equal(((await response.json()) as Echo).sha256, sha256(body));
  }
  assert.equal(arrivals(upstreams, 'POST /echo'), 30);
});

async function servedBy(url: string): Promise<string> {
  const response = await fetch(`${url}/`);
  await response.text();
  assert.equal(response.status, 200);
  return response.headers.get('x-served-by')!;
}

/** The servers that answer six requests. */
async function servedByAll(url: string): Promise<Set<string | null>> {
  const servers = new Set<string | null>();
  for (let i = 0; i < 6; i++) servers.add((await fetch(url)).headers.get('x-served-by'));
  servers.delete(null);
  return servers;
}

function arrivals(upstreams: readonly TestUpstream[], line: string): number {
  return upstreams.flatMap(({ arrived }) => arrived).filter((arrived) => arrived === line).length;
}

interface Load {
  requests: number;
  connections: number;
}

async function requestMany(t: TestContext, url: string, { requests, connections }: Load) {
  const pool = new Pool(url, { connections });
  testScope(t).defer(() => pool.destroy());
  let [left, failed] = [requests, 0];
  const worker = async () => {
    while (left-- > 0) {
      const { statusCode, body } = await pool.request({ path: '/', method: 'GET' });
      await body.dump();
      if (statusCode !== 200) failed++;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { failed };
}
