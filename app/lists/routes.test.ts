import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type SignedIn, signUp } from '../../testing/accounts.ts';
import { badFieldsOf, jsonOf, problemOf } from '../../testing/answers.ts';
import { openTestApps } from '../../testing/apps.ts';
import type { Todo, Todos } from '../todos/schema.ts';
import { colors, List, type Lists } from './schema.ts';

const nobodys = '0199d6b4-6f2a-7c0e-8d61-2f3a4b5c6d7e';

interface Shelf {
  url: string;
  client: SignedIn;
  /** A request at `/api/lists` and what follows. */
  at(method: string, path: string, body?: unknown): Promise<Response>;
  add(list: object): Promise<List>;
  all(): Promise<List[]>;
  addTodo(title: string, listId: string): Promise<Todo>;
  todos(query: string): Promise<Todo[]>;
}

async function openShelf(t: TestContext, server?: string): Promise<Shelf> {
  const url = server ?? (await openTestApps(t))[0]!.url;
  const client = await signUp(url);
  const at: Shelf['at'] = (method, path, body) =>
    client.request(method, `${url}/api/lists${path}`, body);
  return {
    url,
    client,
    at,
    add: async (list) => jsonOf(await at('POST', '', list), 201),
    all: async () => (await jsonOf<Lists>(await at('GET', ''))).lists,
    addTodo: async (title, listId) =>
      jsonOf(await client.request('POST', `${url}/api/todos`, { title, listId }), 201),
    todos: async (query) =>
      (await jsonOf<Todos>(await client.request('GET', `${url}/api/todos?${query}`))).todos,
  };
}

test('a list is added after the others, read, changed and deleted', async (t) => {
  const { at, add, all } = await openShelf(t);
  const answer = await at('POST', '', { name: ' Work ' });
  const work = await jsonOf<List>(answer, 201);
  assert.equal(answer.headers.get('location'), `/api/lists/${work.id}`);
  assert.deepEqual(List.parse(work), work);
  assert.partialDeepStrictEqual(work, { name: 'Work', color: 'gray', inbox: false });
  const home = await add({ name: 'Home', color: 'blue' });
  assert.deepEqual(
    (await all()).map(({ name }) => name),
    ['Inbox', 'Work', 'Home'],
  );
  assert.deepEqual(await jsonOf(await at('GET', `/${work.id}`)), work);
  const patch = { name: 'Job', color: 'red', position: home.position + 1 };
  const job = await jsonOf<List>(await at('PATCH', `/${work.id}`, patch));
  assert.deepEqual(job, { ...work, ...patch, updatedAt: job.updatedAt });
  assert.deepEqual(
    (await all()).map(({ name }) => name),
    ['Inbox', 'Home', 'Job'],
  );
  assert.equal((await at('DELETE', `/${work.id}`)).status, 204);
  await problemOf(await at('DELETE', `/${work.id}`), 404);
  await problemOf(await at('GET', `/${work.id}`), 404);
  assert.deepEqual(
    (await all()).map(({ name }) => name),
    ['Inbox', 'Home'],
  );
});

test('there is always room for one more move into the same place', async (t) => {
  const { at, add, all } = await openShelf(t);
  for (const name of ['a', 'b', 'c']) await add({ name });
  for (let i = 0; i < 80; i += 1) {
    const [, first, second, last] = await all();
    const position = (first!.position + second!.position) / 2;
    await jsonOf(await at('PATCH', `/${last!.id}`, { position }));
    const names = (await all()).map(({ name }) => name).join(' ');
    assert.equal(names, i % 2 === 0 ? 'Inbox a c b' : 'Inbox a b c', `move ${i + 1}`);
  }
});

test('what is wrong is 422 and named', async (t) => {
  const { at, all } = await openShelf(t);
  const [inbox] = await all();
  const bad: Array<[object, string]> = [
    [{ name: '' }, 'name'],
    [{ name: 'a'.repeat(101) }, 'name'],
    [{ name: 'a\0' }, 'name'],
    [{ name: 'a', color: 'beige' }, 'color'],
    [{ name: 'a', inbox: true }, 'inbox'],
  ];
  for (const [list, field] of bad) {
    assert.deepEqual(await badFieldsOf(await at('POST', '', list)), [field]);
    assert.deepEqual(await badFieldsOf(await at('PATCH', `/${inbox!.id}`, list)), [field]);
  }
  assert.deepEqual(await badFieldsOf(await at('PATCH', `/${inbox!.id}`, {})), ['']);
  for (const position of ['1', null, 1e308]) {
    assert.deepEqual(await badFieldsOf(await at('PATCH', `/${inbox!.id}`, { position })), [
      'position',
    ]);
  }
  assert.deepEqual(await all(), [inbox]);
  for (const color of colors)
    assert.equal((await at('POST', '', { name: 'a', color })).status, 201);
});

test("another user's list is 404, and stays as it was", async (t) => {
  const others = await openShelf(t);
  const mine = await openShelf(t, others.url);
  const list = await others.add({ name: 'theirs' });
  for (const id of [list.id, list.id.toUpperCase(), nobodys, '1', '%00', `${list.id}'`]) {
    await problemOf(await mine.at('GET', `/${id}`), 404);
    await problemOf(await mine.at('PATCH', `/${id}`, { name: 'mine' }), 404);
    await problemOf(await mine.at('DELETE', `/${id}`), 404);
  }
  assert.deepEqual(await jsonOf(await others.at('GET', `/${list.id}`)), list);
  assert.ok(!(await mine.all()).some(({ id }) => id === list.id));
});

describe('deleting a list', () => {
  test('moves its to-dos to the trash, from where they come back into the inbox', async (t) => {
    const { at, add, all, addTodo, todos, client, url } = await openShelf(t);
    const [inbox] = await all();
    const list = await add({ name: 'Work' });
    const kept = await addTodo('kept', inbox!.id);
    const open = await addTodo('open', list.id);
    const done = await addTodo('done', list.id);
    const gone = await addTodo('gone before', list.id);
    const latest = await addTodo('gone last', inbox!.id);
    const patch = async (id: string, body: object) =>
      jsonOf<Todo>(await client.request('PATCH', `${url}/api/todos/${id}`, body));
    await patch(done.id, { completed: true });
    const { deletedAt } = await patch(gone.id, { deleted: true });
    await patch(latest.id, { deleted: true });
    assert.equal((await at('DELETE', `/${list.id}`)).status, 204);

    assert.deepEqual(
      (await todos('')).map(({ title }) => title),
      ['kept'],
    );
    const trash = await todos('view=trash');
    assert.deepEqual(
      trash.map(({ id }) => id),
      [done.id, open.id, latest.id, gone.id],
    );
    assert.equal(trash.at(-1)!.deletedAt, deletedAt, 'what was in the trash keeps its time');
    for (const todo of trash) assert.equal(todo.listId, inbox!.id);
    const back = await patch(open.id, { deleted: false });
    assert.equal(back.listId, inbox!.id);
    assert.deepEqual(
      (await todos(`list=${inbox!.id}`)).map(({ id }) => id).sort(),
      [kept.id, open.id].sort(),
    );
    assert.equal((await patch(done.id, { deleted: false })).completed, true);
  });

  test('is a change of its to-dos for who saw them before', async (t) => {
    const { at, add, addTodo, client, url } = await openShelf(t);
    const list = await add({ name: 'Work' });
    const todo = await addTodo('seen', list.id);
    await at('DELETE', `/${list.id}`);
    const headers = { 'if-match': `"${todo.version}"` };
    const answer = await client.request(
      'PATCH',
      `${url}/api/todos/${todo.id}`,
      { title: 'a' },
      headers,
    );
    await problemOf(answer, 412);
  });

  test('is 409 for the inbox, which stays as it was', async (t) => {
    const { at, all, addTodo, todos } = await openShelf(t);
    const [inbox] = await all();
    await addTodo('kept', inbox!.id);
    await problemOf(await at('DELETE', `/${inbox!.id}`), 409);
    assert.deepEqual(await all(), [inbox]);
    assert.equal((await todos('')).length, 1);
  });

  test('while to-dos are added to it leaves none behind', async (t) => {
    const { at, add, client, url, todos } = await openShelf(t);
    const list = await add({ name: 'Work' });
    const adding = Array.from({ length: 20 }, (_, i) =>
      client.request('POST', `${url}/api/todos`, { title: `todo ${i}`, listId: list.id }),
    );
    const deleting = at('DELETE', `/${list.id}`);
    const statuses = (await Promise.all(adding)).map(({ status }) => status);
    assert.equal((await deleting).status, 204);
    assert.ok(
      statuses.every((status) => status === 201 || status === 422),
      statuses.join(),
    );
    assert.deepEqual(await todos(''), []);
    const added = statuses.filter((status) => status === 201).length;
    assert.equal((await todos('view=trash')).length, added);
  });
});
