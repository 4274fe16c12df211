import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { adminEmail, type SignedIn, signUp } from '../../testing/accounts.ts';
import { badFieldsOf, jsonOf, problemOf } from '../../testing/answers.ts';
import { openTestApps, type TestApp } from '../../testing/apps.ts';
import { openEvents } from '../../testing/event-streams.ts';
import { startTestMemcached } from '../../testing/memcached.ts';
import { until } from '../../testing/polling.ts';
import { modes } from '../cache/mode.ts';
import { Lab } from './schema.ts';

interface OpenedLab {
  apps: TestApp[];
  admin: SignedIn;
  look(app: TestApp): Promise<Lab>;
  /** A request at `/api/lab` and what follows. */
  at(app: TestApp, method: string, path: string, body?: unknown): Promise<Response>;
}

/** Three servers with an admin; undefined where the test is skipped for want of memcached. */
async function openLab(t: TestContext, memcached = true): Promise<OpenedLab | undefined> {
  const started = memcached ? await startTestMemcached(t) : undefined;
  if (memcached && !started) return undefined;
  const apps = await openTestApps(t, { servers: 3, memcached: started ? [started.server] : [] });
  const admin = await signUp(apps[0]!.url, adminEmail);
  const at: OpenedLab['at'] = ({ url }, method, path, body) =>
    admin.request(method, `${url}/api/lab${path}`, body);
  const look = async (app: TestApp) => jsonOf<Lab>(await at(app, 'GET', ''));
  await until('all have heard of each other', async () => {
    const labs = await Promise.all(apps.map(look));
    return labs.every(
      ({ servers, cache }) => servers.length === 3 && (!memcached || cache.pointers === 'on'),
    );
  });
  return { apps, admin, at, look };
}

async function cacheStatusAt(
  client: SignedIn,
  { url }: TestApp,
  path = '/api/me',
): Promise<string> {
  const answer = await client.request('GET', `${url}${path}`);
  await answer.arrayBuffer();
  return answer.headers.get('cache-status') ?? '';
}

test('is for admins only', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  const client = await signUp(url);
  for (const [method, path, body] of [
    ['GET', ''],
    ['GET', '/events'],
    ['PUT', '/cache', { mode: 'off' }],
    ['DELETE', '/cache'],
    ['PUT', '/servers/app-1', { running: false }],
  ] as const) {
    await problemOf(await client.request(method, `${url}/api/lab${path}`, body), 403);
    const headers = { 'content-type': 'application/json' };
    const stranger = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    await problemOf(await fetch(`${url}/api/lab${path}`, stranger), 401);
  }
  assert.match(await cacheStatusAt(client, { url } as TestApp), /detail=local|uri-miss/);
});

test('any server knows what all have counted', async (t) => {
  const laboratory = await openLab(t);
  if (!laboratory) return;
  const { apps, look } = laboratory;
  const client = await signUp(apps[0]!.url);
  const countsBy = async (app: TestApp) => {
    const lab = await look(app);
    assert.deepEqual(Lab.parse(lab), lab);
    assert.deepEqual(lab.cache.available, modes);
    assert.deepEqual(
      lab.servers.map(({ name, up }) => [name, up]),
      [
        ['app-1', true],
        ['app-2', true],
        ['app-3', true],
      ],
    );
    assert.ok(lab.memcached.length === 1 && lab.memcached[0]!.up);
    assert.ok(lab.postgres.up && lab.postgres.connections > 0);
    return lab.servers;
  };
  const before = await countsBy(apps[0]!);
  for (const [i, app] of apps.entries()) {
    for (let n = 0; n <= i; n += 1) await cacheStatusAt(client, app);
    await jsonOf(await client.request('POST', `${app.url}/api/todos`, { title: 'a' }), 201);
  }
  for (const app of apps) {
    const after = await countsBy(app);
    for (const [i, server] of after.entries()) {
      const { name, writes, hits, misses, bypasses, requests, latency } = server;
      const then = before[i]!;
      const timed = (buckets: [number, number][]) => buckets.reduce((sum, [, n]) => sum + n, 0);
      assert.deepEqual(
        [timed(latency.hit), timed(latency.miss), timed(latency.bypass)],
        [hits, misses, bypasses],
      );
      assert.ok(server.queries > then.queries && server.uptimeMs > then.uptimeMs);
      assert.ok(!server.draining && server.poolWaiting === 0 && server.eventLoopDelayMs >= 0);
      const reads = hits + misses + bypasses - then.hits - then.misses - then.bypasses;
      assert.deepEqual(
        { name, reads, writes: writes - then.writes },
        { name, reads: i + 1, writes: 1 },
      );
      assert.ok(requests - then.requests >= i + 2);
    }
  }
});

test('a mode is switched at every server before the answer', async (t) => {
  const laboratory = await openLab(t);
  if (!laboratory) return;
  const { apps, at, look, admin } = laboratory;
  const statuses = {
    off: /^trio; fwd=bypass; detail=off$/,
    local: /^trio; (hit; detail=local|fwd=uri-miss; \w+)$/,
    memcached: /^trio; (hit; detail=memcached|fwd=uri-miss; \w+)$/,
    tiered: /^trio; (hit; detail=(local|memcached)|fwd=uri-miss; \w+)$/,
  };
  for (const [round, mode] of [...modes, ...modes.toReversed()].entries()) {
    const answer = await at(apps[round % 3]!, 'PUT', '/cache', { mode });
    assert.deepEqual(await jsonOf(answer), { mode });
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    for (const app of apps) {
      assert.match(await cacheStatusAt(admin, app), statuses[mode], `${mode} at ${app.url}`);
      assert.equal((await look(app)).cache.mode, mode);
    }
  }
});

describe('a switch is refused', () => {
  test('to a mode that there is not', async (t) => {
    const { apps, at } = (await openLab(t, false))!;
    for (const body of [{ mode: 'fast' }, { mode: null }, {}, { mode: ['off'] }]) {
      assert.deepEqual(await badFieldsOf(await at(apps[0]!, 'PUT', '/cache', body)), ['mode']);
    }
    assert.deepEqual(
      await badFieldsOf(await at(apps[0]!, 'PUT', '/cache', { mode: 'off', x: 1 })),
      ['x'],
    );
  });

  test('with 409 where it needs a Memcached that there is not', async (t) => {
    const { apps, at, look } = (await openLab(t, false))!;
    for (const mode of ['memcached', 'tiered']) {
      await problemOf(await at(apps[0]!, 'PUT', '/cache', { mode }), 409);
    }
    const { cache, memcached } = await look(apps[1]!);
    assert.deepEqual([cache.mode, cache.available, memcached], ['local', ['off', 'local'], []]);
    assert.deepEqual(await jsonOf(await at(apps[0]!, 'PUT', '/cache', { mode: 'off' })), {
      mode: 'off',
    });
  });
});

test('no server is stopped where no launcher runs it', async (t) => {
  const { apps, at, look } = (await openLab(t, false))!;
  const body = { running: false };
  const problem = await problemOf(await at(apps[0]!, 'PUT', '/servers/app-1', body), 409);
  assert.match(problem.detail, /npm start/);
  assert.deepEqual(await badFieldsOf(await at(apps[0]!, 'PUT', '/servers/app-1', {})), ['running']);
  assert.equal((await look(apps[0]!)).control, null);
});

describe('emptying', () => {
  for (const mode of ['local', 'tiered'] as const) {
    test(`leaves nothing to be found at any server, ${mode}`, async (t) => {
      const laboratory = await openLab(t);
      if (!laboratory) return;
      const { apps, at, look, admin } = laboratory;
      await jsonOf(await at(apps[0]!, 'PUT', '/cache', { mode }));
      for (const app of apps) {
        for (let i = 0; i < 2; i += 1) await cacheStatusAt(admin, app, '/api/todos');
      }
      const { generation } = (await look(apps[1]!)).cache;
      assert.equal((await at(apps[1]!, 'DELETE', '/cache')).status, 204);
      const { cache, servers } = await look(apps[2]!);
      assert.ok(cache.generation > generation && cache.mode === mode && cache.pointers === 'on');
      assert.ok(
        servers.every(({ localItems }) => localItems <= 1),
        'but for who looks at the lab',
      );
      for (const [i, app] of apps.entries()) {
        const status = await cacheStatusAt(admin, app, '/api/todos');
        const isFirst = i === 0 || mode === 'local';
        assert.match(status, isFirst ? /uri-miss; stored/ : /hit; detail=memcached/);
      }
    });
  }
});

describe('the stream', () => {
  test('tells each second what the laboratory says', async (t) => {
    const { apps, admin } = (await openLab(t, false))!;
    const streams = await Promise.all(
      apps.slice(0, 2).map(({ url }) => openEvents(t, admin, `${url}/api/lab/events`)),
    );
    await until('two each', () => streams.every(({ events }) => events.length >= 2));
    for (const { events } of streams) {
      for (const { event, data } of events) {
        assert.equal(event, 'lab');
        assert.equal(Lab.parse(JSON.parse(data)).servers.length, 3);
      }
    }
    for (const { abort } of streams) abort();
  });

  test('ends when its admin signs out', async (t) => {
    const { apps, admin } = (await openLab(t, false))!;
    const stream = await openEvents(t, admin, `${apps[0]!.url}/api/lab/events`);
    await until('it runs', () => stream.events.length > 0);
    assert.equal((await admin.request('DELETE', `${apps[1]!.url}/api/session`)).status, 204);
    const told = stream.events.length;
    await until('it has ended', () => stream.ended, 3_000);
    assert.ok(stream.events.length <= told + 1);
  });

  test('ends when the server goes', async (t) => {
    const { apps, admin } = (await openLab(t, false))!;
    const stream = await openEvents(t, admin, `${apps[0]!.url}/api/lab/events`);
    apps[0]!.endStreams();
    await until('it has ended', () => stream.ended);
  });
});
