import assert from 'node:assert/strict';
import { test } from 'node:test';
import { password, postJson, signUp } from '../../testing/accounts.ts';
import { jsonOf, problemOf } from '../../testing/answers.ts';
import { openTestApps } from '../../testing/apps.ts';
import { openTestDatabase } from '../../testing/database.ts';
import { startServer } from '../../testing/server.ts';

function signIn(url: string, email: string, given: string): Promise<Response> {
  return postJson(`${url}/api/session`, { email, password: given });
}

test('who guesses one password is told to wait, and others are not', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  await signUp(url, 'ada@example.test');
  await signUp(url, 'eve@example.test');
  for (let i = 0; i < 10; i += 1) {
    await problemOf(await signIn(url, 'ada@example.test', 'wrong'), 401);
  }
  const refused = await signIn(url, 'Ada@example.test', password);
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
  await problemOf(refused, 429);
  await jsonOf(await signIn(url, 'eve@example.test', password), 201);
});

test('signing in often is not guessing, nor is signing in at many places at once', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  await signUp(url, 'ada@example.test');
  const together = (count: number) =>
    Promise.all(Array.from({ length: count }, () => signIn(url, 'ada@example.test', password)));
  for (const answer of await together(40)) await jsonOf(answer, 201);
  // More than can be checked at once: some are told to come again, which is not held against them.
  const statuses = new Set((await together(120)).map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [201, 429]);
  await jsonOf(await signIn(url, 'ada@example.test', password), 201);
});

test('who guesses for many accounts is told to wait', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  await signUp(url, 'ada@example.test');
  const guess = (number: number) => signIn(url, `person-${number}@example.test`, password);
  for (let i = 0; i < 100; i += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, j) => guess(i + j)));
    for (const answer of answers) await problemOf(answer, 401);
  }
  await problemOf(await guess(100), 429);
  await problemOf(await signIn(url, 'ada@example.test', password), 429);
});

test('a flood of sign-ins gets an answer each, and keeps nobody else waiting', async (t) => {
  const { url: databaseUrl } = await openTestDatabase(t);
  const { url } = await startServer(t, { databaseUrl });
  const client = await signUp(url, 'ada@example.test');
  const statuses: Record<number, number> = {};
  let sent = 0;
  const flood = async () => {
    while (sent < 2_000) {
      const number = sent++;
      const email = number % 2 ? 'ada@example.test' : `guess-${number}@example.test`;
      const answer = await signIn(url, email, number % 20 === 1 ? password : 'wrong');
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      if (answer.status === 201) await jsonOf(answer, 201);
      else await problemOf(answer, answer.status);
    }
  };
  const waitsMs: number[] = [];
  const others = async () => {
    while (sent < 2_000) {
      const startedAtMs = performance.now();
      assert.equal((await fetch(`${url}/livez`)).status, 200);
      waitsMs.push(performance.now() - startedAtMs);
      await jsonOf(await client.request('GET', `${url}/api/me`));
    }
  };
  await Promise.all([others(), ...Array.from({ length: 100 }, flood)]);
  const { 201: letIn = 0, 401: wrong = 0, 429: refused = 0, ...unexpected } = statuses;
  assert.deepEqual(unexpected, {});
  assert.equal(letIn + wrong + refused, 2_000);
  // 100 failures of an address are enough; the 99 other clients may have been under way.
  assert.ok(wrong > 0 && wrong <= 199, JSON.stringify(statuses));
  // The usual wait, not the longest one: that may be this machine's.
  const usualMs = waitsMs.toSorted((a, b) => a - b)[Math.floor(waitsMs.length / 2)] ?? Infinity;
  assert.ok(usualMs < 1_000, `${usualMs} ms`);
});
