import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { signUp } from '../../testing/accounts.ts';
import { openTestApps } from '../../testing/apps.ts';
import { startTestMemcached } from '../../testing/memcached.ts';
import { until } from '../../testing/polling.ts';
import { type Protocol, protocol } from './pointer.ts';

async function countsAfterWrites(t: TestContext, variant: Protocol, wanted: string) {
  const memcached = await startTestMemcached(t);
  if (!memcached) return undefined;
  const [app] = await openTestApps(t, {
    mode: 'memcached',
    memcached: [memcached.server],
    protocol: variant,
    env: { WATCH_PER_SECOND: '200' },
  });
  const { url } = app!;
  const client = await signUp(url);
  const count = async (result: string) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const line = new RegExp(`^trio_cache_watched_total\\{.*result="${result}".*\\} (\\d+)$`, 'm');
    return Number(line.exec(text)?.[1] ?? 0);
  };
  await until(`some reads ${wanted}`, async () => {
    await client.request('GET', `${url}/api/lists`);
    await client.request('POST', `${url}/api/lists`, { name: 'another' });
    for (let i = 0; i < 10; i += 1) await client.request('GET', `${url}/api/lists`);
    return (await count(wanted)) >= 5;
  });
  return { agreed: await count('agreed'), disagreed: await count('disagreed') };
}

test('the watcher sees the cache agree with Postgres', async (t) => {
  const counts = await countsAfterWrites(t, protocol, 'agreed');
  if (counts) assert.equal(counts.disagreed, 0);
});

test('and sees it when it does not', async (t) => {
  const withoutMarker: Protocol = {
    ...protocol,
    async mark(key) {
      const name = `elsewhere:${key.userId}`;
      return { key, cas: await key.servers.of(name).set(name, 'Q:', 5) };
    },
  };
  const counts = await countsAfterWrites(t, withoutMarker, 'disagreed');
  if (counts) assert.ok(counts.disagreed > 0);
});
