import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { adminEmail, type SignedIn, signUp } from '../../testing/accounts.ts';
import { openTestApps, type TestApp } from '../../testing/apps.ts';
import { startTestMemcached } from '../../testing/memcached.ts';
import { until } from '../../testing/polling.ts';

async function open(t: TestContext) {
  const memcached = await startTestMemcached(t);
  if (!memcached) return undefined;
  const apps = await openTestApps(t, {
    servers: 3,
    mode: 'memcached',
    memcached: [memcached.server],
  });
  const admin = await signUp(apps[0]!.url, adminEmail);
  await untilStatus(apps, admin, 'hit');
  return { memcached, apps, admin };
}

async function statusAt({ url }: TestApp, client: SignedIn): Promise<string> {
  const response = await client.request('GET', `${url}/api/me`);
  assert.equal(response.status, 200);
  return response.headers.get('cache-status') ?? '';
}

async function untilStatus(apps: TestApp[], client: SignedIn, expected: string): Promise<void> {
  for (const app of apps) {
    await until(`${expected} at ${app.url}`, async () =>
      (await statusAt(app, client)).includes(expected),
    );
  }
}

async function stateAt({ url }: TestApp, admin: SignedIn) {
  const response = await admin.request('GET', `${url}/api/lab`);
  return (
    (await response.json()) as { cache: { mode: string; pointers: string; generation: number } }
  ).cache;
}

test('a switch has reached every server when it is acknowledged', async (t) => {
  const opened = await open(t);
  if (!opened) return;
  const { apps, admin } = opened;
  const expected = { off: 'detail=off', local: 'detail=local', memcached: 'hit', tiered: 'hit' };
  for (const mode of ['off', 'memcached', 'local', 'tiered', 'off', 'local'] as const) {
    const response = await admin.request('PUT', `${apps[1]!.url}/api/lab/cache`, { mode });
    assert.equal(response.status, 200);
    // The first read under a mode may be a miss, but never an answer of the mode before.
    const first = await Promise.all(apps.map((app) => statusAt(app, admin)));
    if (mode === 'off')
      assert.ok(
        first.every((status) => status.includes('detail=off')),
        String(first),
      );
    else
      assert.ok(
        first.every((status) => !status.includes('detail=off')),
        String(first),
      );
    await untilStatus(apps, admin, expected[mode]);
  }
});

test('Memcached goes away: everything still works; it comes back: a new generation', async (t) => {
  const opened = await open(t);
  if (!opened) return;
  const { memcached, apps, admin } = opened;
  const before = await stateAt(apps[0]!, admin);
  memcached.process.kill('SIGKILL');
  for (let i = 0; i < 30; i += 1) {
    const app = apps[i % 3]!;
    const title = `while it is away ${i}`;
    const written = await admin.request('POST', `${app.url}/api/todos`, { title });
    assert.equal(written.status, 201);
    const { id } = (await written.json()) as { id: string };
    for (const { url } of apps) {
      const read = await admin.request('GET', `${url}/api/todos/${id}`);
      assert.equal(read.status, 200);
      assert.match(read.headers.get('cache-status') ?? '', /fwd=bypass; detail=memcached-down/);
    }
  }
  assert.equal((await stateAt(apps[2]!, admin)).pointers, 'off');
  await memcached.process.start();
  await untilStatus(apps, admin, 'hit');
  const after = await stateAt(apps[1]!, admin);
  assert.equal(after.pointers, 'on');
  assert.ok(after.generation > before.generation);
});

test('emptied: what was cached is loaded again, at every server', async (t) => {
  const opened = await open(t);
  if (!opened) return;
  const { apps, admin } = opened;
  await admin.request('PUT', `${apps[0]!.url}/api/lab/cache`, { mode: 'tiered' });
  await untilStatus(apps, admin, 'hit; detail=local');
  const response = await admin.request('DELETE', `${apps[0]!.url}/api/lab/cache`);
  assert.equal(response.status, 204);
  const statuses = await Promise.all(apps.map((app) => statusAt(app, admin)));
  assert.ok(
    statuses.every((status) => !status.includes('detail=local')),
    String(statuses),
  );
  assert.ok(
    statuses.some((status) => status.includes('fwd=')),
    String(statuses),
  );
  await untilStatus(apps, admin, 'hit; detail=local');
});

test('a server with other Memcached servers goes around the cache', async (t) => {
  const first = await startTestMemcached(t);
  const second = await startTestMemcached(t);
  if (!first || !second) return;
  const apps = await openTestApps(t, {
    servers: 2,
    mode: 'memcached',
    memcached: [first.server],
    envOf: { 'app-2': { MEMCACHED_SERVERS: second.server } },
  });
  const client = await signUp(apps[0]!.url);
  for (const app of apps) assert.match(await statusAt(app, client), /fwd=bypass/);
});
