import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Protocol, protocol as right } from '../../app/cache/pointer.ts';
import { openTcpProxy, type TcpProxy } from '../../stack/tcp-proxy.ts';
import { openTestApps } from '../../testing/apps.ts';
import { startTestMemcached } from '../../testing/memcached.ts';
import { testScope } from '../../testing/scope.ts';
import { createRandom, pick } from '../seed/random.ts';
import { runClients } from './clients.ts';
import { evict } from './faults/pointers-evicted.ts';
import { findViolations, textOf, type Violation } from './findings.ts';
import { heldUp } from './hold-ups.ts';
import type { Operation } from './operation.ts';
import { untilRecovered } from './recovery.ts';
import { openTarget } from './requests.ts';
import { createUsers, signUp } from './users.ts';
import { variants } from './variants.ts';

const seed = 1;

interface Trial {
  protocol: Protocol;
  mode: 'memcached' | 'tiered';
  troubles: Trouble[];
  forMs: number;
}

/** What is done to Memcached: pointers are evicted, connections are cut. */
type Trouble = 'evictions' | 'cuts';

/**
 * The checker's clients on three servers in this process, which are held up now and then, in the
 * midst of the troubles. Ends with the first violations, or empty when the time is over.
 */
async function violationsOf(t: TestContext, { protocol, mode, troubles, forMs }: Trial) {
  const memcached = await startTestMemcached(t);
  if (!memcached) return undefined;
  const targetPort = Number(memcached.server.split(':')[1]);
  const target = `tcp://127.0.0.1:${targetPort}`;
  const proxy = await openTcpProxy({ target }, testScope(t));
  const server = `127.0.0.1:${proxy.port}`;
  const options = {
    servers: 3,
    mode,
    memcached: [server],
    protocol: heldUp(protocol, 0.2, createRandom(seed)),
  };
  const apps = await openTestApps(t, options);
  const scope = testScope(t);
  const targets = apps.map(({ url }, index) => openTarget(`app-${index + 1}`, url, scope));
  const operations: Operation[] = [];
  const users = await createUsers(targets[0]!, 2, operations);
  // Someone who writes nothing: under a wrong protocol, a writer's own reads may never be a hit.
  await untilRecovered(targets, await signUp(targets[0]!, 'reader@example.test'));

  const stopped = new AbortController();
  const { signal } = stopped;
  const everything = [
    runClients({ targets, users, seed, operations, signal }),
    troubles.includes('evictions') && evictAll(apps[0]!.databaseUrl, targetPort, signal),
    troubles.includes('cuts') && cutSome(proxy, signal),
  ];
  const deadline = performance.now() + forMs;
  let violations: Violation[] = [];
  while (violations.length === 0 && performance.now() < deadline) {
    await delay(250);
    violations = findViolations(operations);
  }
  stopped.abort();
  await Promise.all(everything);
  return violations;
}

function evictAll(databaseUrl: string, port: number, signal: AbortSignal): Promise<void> {
  const random = createRandom(seed);
  const chance = { random, one: <Item>(items: readonly Item[]) => pick(items, random) };
  return evict({ port, databaseUrl, chance, signal });
}

/** Each time about a third of the connections, so that some servers go on as if nothing were. */
async function cutSome(proxy: TcpProxy, signal: AbortSignal): Promise<void> {
  const random = createRandom(seed);
  const afterBytes = () => (random() < 0.3 ? 1 + Math.floor(random() * 100) : Infinity);
  while (!signal.aborted) {
    proxy.treatment = { is: 'cut', afterBytes };
    await delay(200);
    proxy.treatment = { is: 'passed on' };
    await delay(600);
  }
}

test('the right protocol is not accused', async (t) => {
  const troubles: Trouble[] = ['evictions', 'cuts'];
  const trial = { protocol: right, mode: 'tiered', troubles, forMs: 3_000 } as const;
  const violations = await violationsOf(t, trial);
  if (violations) assert.deepEqual(violations, []);
});

describe('each wrong protocol is caught', () => {
  for (const [name, variant] of Object.entries(variants)) {
    test(name, async (t) => {
      const troubles: Trouble[] = [name === 'marker-not-confirmed' ? 'cuts' : 'evictions'];
      const trial = {
        protocol: variant(right),
        mode: 'memcached',
        troubles,
        // It ends when it is caught: after seconds, or later on a busy machine.
        forMs: 60_000,
      } as const;
      const violations = await violationsOf(t, trial);
      if (!violations) return;
      assert.ok(violations.length > 0, 'it was not caught');
      t.diagnostic(textOf(violations[0]!));
    });
  }
});
