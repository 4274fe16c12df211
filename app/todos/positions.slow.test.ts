import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type SignedIn, signUp } from '../../testing/accounts.ts';
import { jsonOf } from '../../testing/answers.ts';
import { openTestApps } from '../../testing/apps.ts';
import type { Todo, Todos } from './schema.ts';

class Board {
  readonly #client: SignedIn;
  readonly #url: string;

  constructor(client: SignedIn, url: string) {
    this.#client = client;
    this.#url = `${url}/api/todos`;
  }

  async open(): Promise<Todo[]> {
    return (await jsonOf<Todos>(await this.#client.request('GET', `${this.#url}?limit=200`))).todos;
  }

  async titles(): Promise<string> {
    return (await this.open()).map(({ title }) => title).join('');
  }

  async add(title: string): Promise<Todo> {
    return jsonOf(await this.#client.request('POST', this.#url, { title }), 201);
  }

  async patch(id: string, patch: object): Promise<Todo> {
    return jsonOf(await this.#client.request('PATCH', `${this.#url}/${id}`, patch));
  }

  /** Puts one between two others as a client does, who knows their positions only. */
  async move(from: number, to: number): Promise<void> {
    const todos = await this.open();
    const [moved] = todos.splice(from, 1);
    const [before, after] = [todos[to - 1]?.position, todos[to]?.position];
    const position =
      before === undefined ? after! - 1 : after === undefined ? before + 1 : (before + after) / 2;
    await this.patch(moved!.id, { position });
  }
}

async function openBoard(...args: Parameters<typeof openTestApps>): Promise<Board> {
  const { url } = (await openTestApps(...args))[0]!;
  return new Board(await signUp(url), url);
}

test('a new to-do is before all others', async (t) => {
  const board = await openBoard(t);
  for (const title of 'dcba') await board.add(title);
  assert.equal(await board.titles(), 'abcd');
  const [first] = await board.open();
  await board.patch(first!.id, { position: -1e12 });
  await board.add('z');
  assert.equal(await board.titles(), 'zabcd');
});

test('there is always room for one more move into the same place', async (t) => {
  const board = await openBoard(t);
  for (const title of 'cba') await board.add(title);
  // Each of them halves what is between the first and the second; doubles have 52 halves.
  for (let i = 0; i < 150; i += 1) {
    await board.move(2, 1);
    assert.equal(await board.titles(), i % 2 === 0 ? 'acb' : 'abc', `move ${i + 1}`);
  }
});

test('a to-do that comes back shares no place with another', async (t) => {
  for (const [leave, comeBack] of [
    [{ deleted: true }, { deleted: false }],
    [{ completed: true }, { completed: false }],
  ]) {
    const board = await openBoard(t);
    for (const title of 'cb') await board.add(title);
    const gone = await board.add('x');
    await board.patch(gone.id, leave!);
    await board.add('a');
    await board.patch(gone.id, comeBack!);
    const positions = (await board.open()).map(({ position }) => position);
    assert.equal(new Set(positions).size, 4, positions.join());
    const wanted = [...(await board.titles())];
    wanted.splice(1, 0, ...wanted.splice(3, 1));
    await board.move(3, 1);
    assert.equal(await board.titles(), wanted.join(''));
  }
});

test('any moves give the order that was asked for', async (t) => {
  const board = await openBoard(t);
  for (const title of 'fedcba') await board.add(title);
  const order = [...(await board.titles())];
  const place = fc.nat(order.length - 1);
  await fc.assert(
    fc.asyncProperty(place, place, async (from, to) => {
      await board.move(from, to);
      order.splice(to, 0, ...order.splice(from, 1));
      assert.equal(await board.titles(), order.join(''));
    }),
    // Each goes on where the one before it ended.
    { numRuns: 150, endOnFailure: true },
  );
});
