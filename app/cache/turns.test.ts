import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { signUp } from '../../testing/accounts.ts';
import { jsonOf } from '../../testing/answers.ts';
import { openTestApps } from '../../testing/apps.ts';
import { openConnection } from '../../testing/database.ts';
import { createTurns } from './write.ts';

describe('turns', () => {
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  test('come one after the other for a key, in order, also after a failure', async () => {
    const inTurn = createTurns();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await tick();
      log.push(`${name} ends`);
      if (name === 'a') throw new Error('a failed');
    };
    const [a, ...rest] = ['a', 'b', 'c'].map((name) => inTurn(['1'], work(name)));
    await assert.rejects(a!, /a failed/);
    await Promise.all(rest);
    assert.deepEqual(
      log,
      ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  test('of different keys come at once', async () => {
    const inTurn = createTurns();
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = inTurn(['1'], () => promise);
    assert.equal(await inTurn(['2'], async () => 'done'), 'done');
    resolve();
    await first;
  });

  test('of several keys never wait for each other, in whatever order they are named', async () => {
    const inTurn = createTurns();
    const both = [['1', '2'], ['2', '1'], ['2'], ['1', '1']].map((keys) => inTurn(keys, tick));
    await Promise.all(both);
  });
});

test('a user who writes in parallel takes no connection from the others', async (t) => {
  const [app] = await openTestApps(t, { env: { DATABASE_POOL_SIZE: '3' } });
  const { url, databaseUrl } = app!;
  const [busy, other] = [await signUp(url), await signUp(url)];
  const holder = await openConnection(t, databaseUrl);
  await holder.query('begin');
  await holder.query('select from users where id = $1 for update', [busy.userId]);
  const add = (client: typeof busy) => client.request('POST', `${url}/api/todos`, { title: 'a' });
  const held = Array.from({ length: 20 }, () => add(busy));
  await jsonOf(await add(other), 201);
  await holder.query('rollback');
  for (const answer of await Promise.all(held)) await jsonOf(answer, 201);
});
