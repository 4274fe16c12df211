import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { verify } from '@node-rs/argon2';
import pg from 'pg';
import { openTestDatabase } from '../../testing/database.ts';
import { seededEmail, seededPassword } from './accounts.ts';
import { seed } from './main.ts';

async function connect(t: TestContext): Promise<{ url: string; client: pg.Client }> {
  const { url } = await openTestDatabase(t);
  const client = new pg.Client(url);
  await client.connect();
  t.after(() => client.end());
  return { url, client };
}

/** Everything of the seeded to-dos but ids, versions and times. */
async function content(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(`
    select md5(string_agg(concat_ws('|', u.email, l.name, t.title, t.notes, t.due_on, t.priority,
      t.labels, t.position, t.completed_at is null, t.deleted_at is null), ';'
      order by u.email, t.position)) as digest
    from todos t join users u on u.id = t.user_id join lists l on l.id = t.list_id`);
  return rows[0]!.digest;
}

test('the same numbers give the same data, another seed gives other data', async (t) => {
  const { url, client } = await connect(t);
  await seed(url, { users: 3, todos: 50 });
  const first = await content(client);
  const ids = await client.query('select id from users order by id');
  await seed(url, { users: 3, todos: 50 });
  assert.equal(await content(client), first);
  const newIds = await client.query('select id from users order by id');
  assert.ok(Number(newIds.rows[0].id) > Number(ids.rows[2].id), 'replaced users keep no id');
  await seed(url, { users: 3, todos: 50, seed: 2 });
  assert.notEqual(await content(client), first);
});

test('seeding leaves other accounts alone, and seeded ones can sign in', async (t) => {
  const { url, client } = await connect(t);
  await client.query(
    `insert into users (email, name, password_hash) values ('user-1@example.test', 'Mine', 'x')`,
  );
  await seed(url, { users: 2, todos: 10 });
  await seed(url, { users: 1, todos: 10 });
  const { rows } = await client.query('select email, password_hash from users order by id');
  assert.deepEqual(
    rows.map(({ email }) => email),
    ['user-1@example.test', seededEmail(1)],
  );
  assert.equal(await verify(rows[1].password_hash, seededPassword), true);
  const counts = await client.query('select count(*)::int as todos from todos');
  assert.deepEqual(counts.rows, [{ todos: 10 }]);
});

for (const [args, line] of [
  [['--users', 'many'], 'seed: --users: must be a whole number from 1'],
  [['--users', '0'], 'seed: --users: must be a whole number from 1'],
  [['--todos=-1'], 'seed: --todos: must be a whole number from 0'],
] as const) {
  test(`seed ${args.join(' ')} ends with a line that says what is wrong`, () => {
    const script = new URL('./main.ts', import.meta.url).pathname;
    const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.equal(stderr, `${line}\n`);
  });
}
