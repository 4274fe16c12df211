import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { createRandom } from '../../load-tests/seed/random.ts';
import { type SignedIn, signUp } from '../../testing/accounts.ts';
import { openTestApps, type TestApp } from '../../testing/apps.ts';
import { startTestMemcached } from '../../testing/memcached.ts';
import { until } from '../../testing/polling.ts';
import { Memcached } from './memcached.ts';
import { type CacheMode, modes } from './mode.ts';
import { type Protocol, pointerName, protocol } from './pointer.ts';

const rounds = 1_000;
const seed = 1;
const random = createRandom(seed);

/**
 * The right protocol on a machine that is held up now and then, between a load and its fill: for
 * longer than others look again at a marked pointer, so that they go on, and write, meanwhile.
 */
const heldUp: Protocol = {
  ...protocol,
  async publish(claim, version) {
    await holdUp();
    return protocol.publish(claim, version);
  },
};

async function holdUp(): Promise<void> {
  if (random() < 0.03) await delay(400);
}

/**
 * Writes through one server and then, at once, reads through each of the others; before and while
 * it writes, others read, and now and then the pointer is evicted, so that fills and writes meet.
 */
async function findStaleReads(t: TestContext, mode: CacheMode, variant = heldUp) {
  const memcached = await startTestMemcached(t);
  if (!memcached) return undefined;
  const options = { servers: 3, mode, memcached: [memcached.server], protocol: variant };
  const apps = await openTestApps(t, options);
  const client = await signUp(apps[0]!.url);
  await untilCaching(apps, client, mode);
  const evict = evictor(t, memcached.server, client.userId);
  const created = await client.request('POST', `${apps[0]!.url}/api/todos`, { title: 'round 0' });
  const { id } = (await created.json()) as { id: string };
  const ask = openAsking(t, client);
  const titleAt = ({ url }: TestApp) => ask('GET', `${url}/api/todos/${id}`);
  t.diagnostic(`seed ${seed}`);

  let stale = 0;
  for (let round = 1; round <= rounds && stale === 0; round += 1) {
    const title = `round ${round}`;
    const writer = apps[round % apps.length]!;
    const others = apps.filter((app) => app !== writer);
    // Every third time the pointer is gone, and readers are filling it while the write comes.
    const meets = round % 3 === 0;
    if (meets) await evict();
    const before = meets ? apps.map(titleAt) : [];
    await ask('PATCH', `${writer.url}/api/todos/${id}`, { title });
    const seen = await Promise.all(others.map(titleAt));
    // What a late fill has left behind is there for whoever reads after it.
    await Promise.all(before);
    if (meets) seen.push(...(await Promise.all(apps.map(titleAt))));
    stale += seen.filter((found) => found !== title).length;
  }
  return stale;
}

/**
 * Returns how to ask for a to-do's title, over undici itself: fetch takes twice the processor's time.
 * A busy machine may keep Postgres from answering in time; then the request is repeated.
 */
function openAsking(t: TestContext, { cookie }: SignedIn) {
  const dispatcher = new Agent({ connections: 8 });
  t.after(() => dispatcher.destroy());
  const headers = { cookie, 'content-type': 'application/json' };
  return async function ask(method: 'GET' | 'PATCH', url: string, content?: object) {
    for (let tries = 0; ; tries += 1) {
      const sent = content ? { body: JSON.stringify(content) } : {};
      const { statusCode, body } = await request(url, { dispatcher, method, headers, ...sent });
      const answer = (await body.json()) as { title: string };
      if (statusCode === 503 && tries < 10) continue;
      assert.equal(statusCode, 200);
      return answer.title;
    }
  };
}

/** The pointers come into use once all servers have heard of each other. */
async function untilCaching(apps: TestApp[], client: SignedIn, mode: CacheMode): Promise<void> {
  const expected = mode === 'off' ? 'detail=off' : 'hit';
  for (const { url } of apps) {
    await until(`${mode}: ${expected} at ${url}`, async () => {
      const response = await client.request('GET', `${url}/api/me`);
      return response.headers.get('cache-status')?.includes(expected) ?? false;
    });
  }
}

function evictor(t: TestContext, server: string, userId: string): () => Promise<void> {
  const memcached = new Memcached({ server, timeoutMs: 5_000 });
  t.after(() => memcached.close());
  return async () => {
    const name = pointerName({ generation: 1, userId });
    const item = await memcached.get(name);
    if (item) await memcached.compareAndDelete(name, item.cas);
  };
}

// Side by side: most of the time is spent held up.
describe('a read that starts after a write never sees what was before', {
  concurrency: true,
}, () => {
  for (const mode of modes) {
    test(`${mode}, ${rounds} writes`, async (t) => {
      const stale = await findStaleReads(t, mode);
      if (stale !== undefined) assert.equal(stale, 0);
    });
  }
});

describe('the same check catches a protocol that is wrong', { concurrency: true }, () => {
  const wrong: Record<string, Protocol> = {
    'writers set no marker': {
      ...heldUp,
      async mark(key) {
        const name = `elsewhere:${key.userId}`;
        return { key, cas: await key.servers.of(name).set(name, 'Q:', 5) };
      },
    },
    'readers fill by set instead of CAS': {
      ...heldUp,
      async publish({ key }, version) {
        await holdUp();
        const name = pointerName(key);
        await key.servers.of(name).set(name, version, 60);
        return true;
      },
    },
  };
  for (const [name, variant] of Object.entries(wrong)) {
    for (const mode of ['memcached', 'tiered'] as const) {
      test(`${name}, ${mode}`, async (t) => {
        const stale = await findStaleReads(t, mode, variant);
        if (stale !== undefined) assert.ok(stale > 0, 'it was not caught');
      });
    }
  }
});
