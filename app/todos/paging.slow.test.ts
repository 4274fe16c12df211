import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type SignedIn, signUp } from '../../testing/accounts.ts';
import { badFieldsOf, jsonOf } from '../../testing/answers.ts';
import { openTestApps } from '../../testing/apps.ts';
import { openConnection } from '../../testing/database.ts';
import { type Todo, type Todos, type View, views } from './schema.ts';

/** All pages of a selection; `between` runs after each of them. */
async function allPages(
  client: SignedIn,
  address: string,
  between: (page: Todo[]) => Promise<void> = async () => {},
): Promise<Todo[]> {
  const found: Todo[] = [];
  let cursor = '';
  for (;;) {
    const page: Todos = await jsonOf(await client.request('GET', `${address}${cursor}`));
    found.push(...page.todos);
    await between(page.todos);
    if (page.next === null) return found;
    assert.ok(page.todos.length > 0, 'a page that is not the last has something on it');
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

/** Many to-dos of few kinds, so that nearly all sort keys are shared by several of them. */
const insertTies = `
  insert into todos (user_id, list_id, title, due_on, due_at, position, completed_at, deleted_at,
    labels, version)
  select $1, (select id from lists where user_id = $1 and inbox), 'milk ' || n,
    case when n % 4 = 0 then current_date + n % 3 - 1 end,
    case when n % 4 = 1 then date_trunc('day', now()) + (n % 5 - 2) * interval '12.5 hours' end,
    n % 3, case when n % 5 = 0 then date_trunc('day', now()) - n % 2 * interval '1 day 1 us' end,
    case when n % 7 = 0 then date_trunc('day', now()) - n % 2 * interval '1 day 1 us' end,
    case when n % 2 = 0 then array['even'] else '{}' end, (select version from users where id = $1)
  from generate_series(1, 300) as n`;

const today = `coalesce(due_on, (due_at at time zone 'UTC')::date)`;
const conditions: Record<View, string> = {
  all: 'completed_at is null and deleted_at is null',
  today: `completed_at is null and deleted_at is null and ${today} <= current_date`,
  upcoming: `completed_at is null and deleted_at is null and ${today} > current_date`,
  completed: 'completed_at is not null and deleted_at is null',
  trash: 'deleted_at is not null',
};

describe('pages of any size show each to-do once, in the order of one large page', () => {
  for (const view of views) {
    test(view, async (t) => {
      const { url, databaseUrl } = (await openTestApps(t, { mode: 'off' }))[0]!;
      const client = await signUp(url);
      const connection = await openConnection(t, databaseUrl);
      await connection.query(`set time zone 'UTC'`);
      await connection.query(insertTies, [client.userId]);
      const { rows } = await connection.query(
        `select id from todos where ${conditions[view]} order by id`,
      );
      assert.ok(rows.length > 20);
      const wanted = rows.map(({ id }) => id);
      const idsOf = async (limit: number, more = '') => {
        const address = `${url}/api/todos?view=${view}&limit=${limit}${more}`;
        return (await allPages(client, address)).map(({ id }) => id);
      };
      const order = await idsOf(200);
      assert.deepEqual([...order].sort(), wanted);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 2, max: 60 }), async (limit) => {
          assert.deepEqual(await idsOf(limit), order);
        }),
        { numRuns: 5 },
      );
      const even = await idsOf(7, '&label=even&q=mil');
      assert.ok(even.length > 0 && even.length < order.length);
      assert.deepEqual(
        even,
        order.filter((id) => even.includes(id)),
      );
    });
  }
});

test('what is there all along is seen once, whatever else changes meanwhile', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  const client = await signUp(url);
  const add = async (title: string) =>
    jsonOf<Todo>(await client.request('POST', `${url}/api/todos`, { title }), 201);
  const kept: string[] = [];
  for (let i = 0; i < 30; i += 1) kept.unshift((await add(`kept ${i}`)).id);
  const others: string[] = [];
  const found = await allPages(client, `${url}/api/todos?limit=4`, async (page) => {
    others.push((await add('new')).id);
    const seen = page[0]!;
    // One that was on this page is moved to the end, and so may come again; that one is left out.
    await client.request('PATCH', `${url}/api/todos/${seen.id}`, {
      position: 1_000 + others.length,
    });
    others.push(seen.id);
  });
  const ids = found.map(({ id }) => id).filter((id) => !others.includes(id));
  assert.deepEqual(
    ids,
    kept.filter((id) => !others.includes(id)),
  );
});

test('a cursor belongs to its selection, and any limit', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  const client = await signUp(url);
  for (const title of ['one', 'two', 'three']) {
    await client.request('POST', `${url}/api/todos`, { title, labels: ['a'] });
  }
  const first: Todos = await jsonOf(await client.request('GET', `${url}/api/todos?limit=1`));
  const get = (query: string) =>
    client.request('GET', `${url}/api/todos?cursor=${first.next}${query}`);
  const titles = async (query: string) =>
    (await jsonOf<Todos>(await get(query))).todos.map(({ title }) => title);
  assert.deepEqual(await titles('&limit=2'), ['two', 'one']);
  assert.deepEqual(await titles('&view=all&tz=Asia/Tokyo'), ['two', 'one'], 'the same selection');
  for (const other of ['&view=trash', '&label=a', '&q=t', `&list=${first.todos[0]!.listId}`]) {
    assert.deepEqual(await badFieldsOf(await get(other)), ['cursor'], other);
  }
  const edited = first.next!.replace(/^.../, 'abc');
  const bad = await client.request('GET', `${url}/api/todos?cursor=${edited}`);
  assert.deepEqual(await badFieldsOf(bad), ['cursor']);
});

test('a page that is exactly full is the last', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  const client = await signUp(url);
  const empty: Todos = await jsonOf(await client.request('GET', `${url}/api/todos?limit=1`));
  assert.deepEqual(empty, { todos: [], next: null });
  for (const title of ['one', 'two']) await client.request('POST', `${url}/api/todos`, { title });
  const full: Todos = await jsonOf(await client.request('GET', `${url}/api/todos?limit=2`));
  assert.equal(full.todos.length, 2);
  assert.equal(full.next, null);
});
