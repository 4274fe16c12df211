/**
 * `npm run seed -- --users N --todos M [--seed S]`: creates accounts with lists and to-dos for the
 * load scenarios. The same numbers give the same data, except ids, and due dates, which count from
 * today. Replaces earlier seeded accounts; touches no others.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate } from '../../db/migrate.ts';
import { seededEmail, seededPassword } from './accounts.ts';
import { createRandom } from './random.ts';
import { columns, type Owner, seededListNames, todoRows } from './rows.ts';

export interface SeedOptions {
  users: number;
  /** For each user. */
  todos: number;
  seed?: number;
}

// As in app/accounts/password.ts. Computed once, because all have the same password.
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Replaces the seeded accounts in one transaction, and updates the planner's statistics. */
export async function seed(databaseUrl: string, { users, todos, seed = 1 }: SeedOptions) {
  await migrate(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'trio-seed' });
  await client.connect();
  try {
    await client.query('begin');
    await deleteSeeded(client);
    const owners = await insertOwners(client, users);
    const random = createRandom(seed);
    const copy = client.query(copyFrom(`copy todos (${columns.join(', ')}) from stdin`));
    await pipeline(Readable.from(todoRows({ owners, todos, random, now: new Date() })), copy);
    await client.query('commit');
    await client.query('vacuum analyze users, lists, todos');
  } finally {
    await client.end();
  }
}

async function deleteSeeded(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ ids: string[] }>(
    `select coalesce(array_agg(id), '{}') as ids from users
      where email ~ '^user-[0-9]{4,}@example[.]test$'`,
  );
  const ids = rows[0]?.ids ?? [];
  // To-dos first, in one statement: a cascade would search them for each list.
  await client.query('delete from todos where user_id = any($1::bigint[])', [ids]);
  await client.query('delete from users where id = any($1::bigint[])', [ids]);
}

/** Inserts the accounts, each with an inbox and a few more lists. */
async function insertOwners(client: pg.Client, users: number): Promise<Owner[]> {
  const numbers = Array.from({ length: users }, (_, index) => index + 1);
  await client.query(
    `insert into users (email, name, password_hash)
      select email, name, $3 from unnest($1::text[], $2::text[]) as new (email, name)`,
    [
      numbers.map(seededEmail),
      numbers.map((number) => `User ${number}`),
      await hash(seededPassword, argon2id),
    ],
  );
  const { rows } = await client.query<Owner>(
    `with owner as (
        select id, version, email from users where email = any($1)
      ), list as (
        insert into lists (user_id, name, inbox, position)
          select owner.id, new.name, new.place = 1, new.place - 1
          from owner, unnest($2::text[]) with ordinality as new (name, place)
          returning user_id, id, position
      )
      select owner.id, owner.version, array_agg(list.id order by list.position) as lists
        from owner join list on list.user_id = owner.id
        group by owner.id, owner.version, owner.email order by owner.email`,
    [numbers.map(seededEmail), seededListNames],
  );
  return rows;
}

function parseOptions(args: string[]): SeedOptions {
  const { values } = parseArgs({
    args,
    options: {
      users: { type: 'string', default: '100' },
      todos: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const numbers = Object.entries(values).map(([name, value]) => {
    const number = Number(value);
    const least = name === 'users' ? 1 : 0;
    if (Number.isSafeInteger(number) && number >= least) return [name, number];
    throw new Error(`--${name}: must be a whole number from ${least}`);
  });
  return Object.fromEntries(numbers);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const databaseUrl = process.env.DATABASE_URL || (await urlOfRunningStack());
  if (!databaseUrl) throw new Error('no npm start runs here, and DATABASE_URL is not set');
  await seed(databaseUrl, options);
  const seconds = (performance.now() / 1_000).toFixed(1);
  const { users, todos } = options;
  console.log(`${users} users with ${todos} to-dos each, in ${seconds} s`);
  console.log(`sign in with ${seededEmail(1)} to ${seededEmail(users)}, ${seededPassword}`);
}

/** Imported on demand: the image has no `stack/`, and always sets DATABASE_URL. */
async function urlOfRunningStack(): Promise<string | undefined> {
  const { readStackFile } = await import('../../stack/stack-file.ts');
  return readStackFile()?.databaseUrl;
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(`seed: ${(error as Error).message || (error as { code?: string }).code}`);
    process.exitCode = 1;
  }
}
