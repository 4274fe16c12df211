import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { signUp } from '../../testing/accounts.ts';
import { badFieldsOf, jsonOf, problemOf } from '../../testing/answers.ts';
import { deskOf, openDesk } from '../../testing/todos.ts';
import { Todo, type Todos } from './schema.ts';

const nobodys = '0199d6b4-6f2a-7c0e-8d61-2f3a4b5c6d7e';

const full = {
  title: 'Buy milk',
  notes: 'two\nlitres\t',
  due: '2026-11-21',
  priority: 3,
  labels: ['home', 'a "quoted", {braced} \\ one', '🥛'],
};

describe('adding', () => {
  test('answers 201 with where it is and all that it is', async (t) => {
    const { at, client, url } = await openDesk(t);
    const answer = await at('POST', '', full);
    const todo = await jsonOf<Todo>(answer, 201);
    assert.equal(answer.headers.get('location'), `/api/todos/${todo.id}`);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.deepEqual(Todo.parse(todo), todo);
    const nothingYet = { completed: false, completedAt: null, deletedAt: null };
    assert.partialDeepStrictEqual(todo, { ...full, ...nothingYet });
    assert.deepEqual(await jsonOf(await at('GET', `/${todo.id}`)), todo);
    const lists = await jsonOf<{ lists: Array<{ id: string }> }>(
      await client.request('GET', `${url}/api/lists`),
    );
    assert.equal(todo.listId, lists.lists[0]!.id, 'in the inbox');
  });

  test('needs a title only', async (t) => {
    const { add } = await openDesk(t);
    const rest = { notes: '', due: null, priority: 0, labels: [] };
    assert.partialDeepStrictEqual(await add({ title: ' a ' }), { title: 'a', ...rest });
    assert.equal((await add({ title: '🥛'.repeat(500) })).title.length, 1_000);
    assert.equal(
      (await add({ title: 'a', due: '2026-11-21T09:30:00+02:00' })).due,
      '2026-11-21T07:30:00.000Z',
    );
    for (const due of [
      '0001-01-01',
      '9999-12-31',
      '0001-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
    ]) {
      assert.equal((await add({ title: 'a', due })).due, due);
    }
  });

  const bad: Array<[object, string]> = [
    [{}, 'title'],
    [{ title: '' }, 'title'],
    [{ title: 'a'.repeat(501) }, 'title'],
    [{ title: 'a\0b' }, 'title'],
    [{ title: '\ud83d' }, 'title'],
    [{ title: ['a'] }, 'title'],
    [{ title: 'a', notes: 'a'.repeat(20_001) }, 'notes'],
    [{ title: 'a', notes: '\0' }, 'notes'],
    [{ title: 'a', due: '2026-02-30' }, 'due'],
    [{ title: 'a', due: '10000-01-01' }, 'due'],
    [{ title: 'a', due: '0000-01-01' }, 'due'],
    [{ title: 'a', due: '9999-12-31T23:59:59-01:00' }, 'due'],
    [{ title: 'a', priority: 4 }, 'priority'],
    [{ title: 'a', priority: 1.5 }, 'priority'],
    [{ title: 'a', labels: ['a', 'b\0'] }, 'labels.1'],
    [{ title: 'a', labels: 'a' }, 'labels'],
    [{ title: 'a', listId: '1' }, 'listId'],
    [{ title: 'a', listId: nobodys }, 'listId'],
    [{ title: 'a', listId: null }, 'listId'],
    [{ title: 'a', completed: true }, 'completed'],
    [{ title: 'a', id: nobodys }, 'id'],
    [{ title: 'a', position: 1 }, 'position'],
  ];
  test('is 422 where something is wrong, and adds nothing', async (t) => {
    const { at } = await openDesk(t);
    for (const [todo, field] of bad) {
      const fields = await badFieldsOf(await at('POST', '', todo));
      assert.deepEqual(fields, [field], JSON.stringify(todo).slice(0, 80));
    }
    assert.deepEqual(await jsonOf(await at('GET', '')), { todos: [], next: null });
  });

  test('knows no numbers that JSON does not', async (t) => {
    const { client, url } = await openDesk(t);
    const send = (body: string) =>
      fetch(`${url}/api/todos`, {
        method: 'POST',
        headers: { cookie: client.cookie, 'content-type': 'application/json' },
        body,
      });
    assert.deepEqual(await badFieldsOf(await send('{"title":"a","priority":1e999}')), ['priority']);
    await problemOf(await send('{"title":"a","priority":NaN}'), 400);
  });
});

describe('changing', () => {
  test('changes what it names, and only that', async (t) => {
    const { at, add } = await openDesk(t);
    const before = await add(full);
    const changes: object[] = [
      { title: 'Buy bread' },
      { notes: '' },
      { due: '2026-11-21T09:30:00.000Z' },
      { due: '2026-11-22' },
      { due: null },
      { priority: 0 },
      { labels: [] },
      { position: 12.5 },
    ];
    let known = before;
    for (const patch of changes) {
      const changed = await jsonOf<Todo>(await at('PATCH', `/${before.id}`, patch));
      const { version, updatedAt } = changed;
      assert.deepEqual(changed, { ...known, ...patch, version, updatedAt });
      assert.notEqual(version, known.version);
      assert.deepEqual(await jsonOf(await at('GET', `/${before.id}`)), changed);
      known = changed;
    }
  });

  test('takes any fields together', async (t) => {
    const { at, add } = await openDesk(t);
    const { id, listId } = await add({ title: 'a' });
    const all = { ...full, listId, position: 5, completed: true, deleted: true };
    const names = Object.keys(all) as Array<keyof typeof all>;
    for (const left of [undefined, ...names, undefined]) {
      const patch = Object.fromEntries(Object.entries(all).filter(([name]) => name !== left));
      const todo = await jsonOf<Todo>(await at('PATCH', `/${id}`, patch));
      const { deleted, ...rest } = patch;
      assert.partialDeepStrictEqual(todo, rest);
    }
  });

  test('completing again keeps the first time, and so does deleting', async (t) => {
    const { at, add } = await openDesk(t);
    const { id } = await add({ title: 'a' });
    const patch = async (body: object) => jsonOf<Todo>(await at('PATCH', `/${id}`, body));
    const first = await patch({ completed: true });
    assert.ok(first.completed && first.completedAt);
    assert.equal((await patch({ completed: true })).completedAt, first.completedAt);
    const reopened = await patch({ completed: false });
    assert.deepEqual([reopened.completed, reopened.completedAt], [false, null]);
    assert.equal((await at('DELETE', `/${id}`)).status, 204);
    const { deletedAt } = await jsonOf<Todo>(await at('GET', `/${id}`));
    assert.ok(deletedAt);
    assert.equal((await at('DELETE', `/${id}`)).status, 204);
    assert.equal((await patch({ deleted: true })).deletedAt, deletedAt);
    assert.equal((await patch({ deleted: false })).deletedAt, null);
  });

  test('is 422 where something is wrong, and changes nothing', async (t) => {
    const { at, add } = await openDesk(t);
    const todo = await add(full);
    const bad: Array<[object, string]> = [
      [{}, ''],
      [{ title: 'a'.repeat(501) }, 'title'],
      [{ title: 'new', listId: nobodys }, 'listId'],
      [{ position: 1e308 }, 'position'],
      [{ title: null }, 'title'],
      [{ title: 'new', version: '1' }, 'version'],
      [{ completed: 'yes' }, 'completed'],
    ];
    for (const [patch, field] of bad) {
      assert.deepEqual(await badFieldsOf(await at('PATCH', `/${todo.id}`, patch)), [field]);
    }
    assert.deepEqual(await jsonOf(await at('GET', `/${todo.id}`)), todo);
  });
});

test('what is not one of the user is 404, and stays as it was', async (t) => {
  const mine = await openDesk(t);
  const others = deskOf(await signUp(mine.url), mine.url);
  const todo = await others.add(full);
  const ids = [todo.id, todo.id.toUpperCase(), nobodys, '1', `${todo.id}0`, `${todo.id}%00`, "'--"];
  for (const id of ids) {
    await problemOf(await mine.at('GET', `/${id}`), 404);
    await problemOf(await mine.at('PATCH', `/${id}`, { title: 'mine' }), 404);
    await problemOf(await mine.at('DELETE', `/${id}`), 404);
    const seen = { 'if-match': `"${todo.version}"` };
    await problemOf(await mine.at('PATCH', `/${id}`, { title: 'mine' }, seen), 404);
  }
  const { id } = await mine.add({ title: 'a' });
  const theirList = { listId: todo.listId };
  assert.deepEqual(await badFieldsOf(await mine.at('POST', '', { title: 'a', ...theirList })), [
    'listId',
  ]);
  assert.deepEqual(await badFieldsOf(await mine.at('PATCH', `/${id}`, theirList)), ['listId']);
  const filtered = await jsonOf<Todos>(await mine.at('GET', `?list=${todo.listId}`));
  assert.deepEqual(filtered.todos, []);
  assert.deepEqual(await jsonOf(await others.at('GET', `/${todo.id}`)), todo);
  assert.deepEqual(await jsonOf(await others.at('GET', `/${todo.id.toUpperCase()}`)), todo);
});

test('a query that is wrong is 422 and named', async (t) => {
  const { at } = await openDesk(t);
  const bad: Array<[string, string]> = [
    ['view=tomorrow', 'view'],
    ['view=all&view=trash', 'view'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=abc', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['list=1', 'list'],
    ['list=%00', 'list'],
    ['label=', 'label'],
    ['label=%00', 'label'],
    [`label=${'a'.repeat(51)}`, 'label'],
    ['q=%00', 'q'],
    [`q=${'a'.repeat(201)}`, 'q'],
    ['cursor=abc', 'cursor'],
    ['cursor=%00', 'cursor'],
    ['cursor=a&cursor=b', 'cursor'],
    [`cursor=${'a'.repeat(501)}`, 'cursor'],
    ['tz=Mars', 'tz'],
    ['tz=%2B01:00', 'tz'],
    ['x=1', 'x'],
    ['view[]=all', 'view[]'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
  ];
  for (const [query, field] of bad) {
    assert.deepEqual(await badFieldsOf(await at('GET', `?${query}`)), [field], query);
  }
});
