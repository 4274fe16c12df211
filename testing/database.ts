import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { after, type TestContext } from 'node:test';
import pg from 'pg';
import { migrate } from '../db/migrate.ts';
import { startTestPostgres } from './postgres.ts';

const migrations = new URL('../db/migrations/', import.meta.url);

/** Any constant: whoever makes the template holds this lock. */
const templateLock = 7_214_099;

export interface TestDatabase {
  url: string;
}

/** Databases whose tests are over. */
const abandoned: string[] = [];

/**
 * A database of the test's own with the newest schema and no rows. It is dropped some time after the
 * test, with whatever is still connected to it: not at once, because the hooks that the test adds
 * after this call, closing its connections, run after ours.
 */
export async function openTestDatabase(t: TestContext): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, async (admin) => {
    await dropAbandoned(admin);
    const template = await migratedTemplate(admin, server);
    await admin.query(`create database ${name} template ${template}`);
  });
  t.after(() => {
    abandoned.push(name);
  });
  return { url: withDatabase(server, name) };
}

after(async () => {
  if (abandoned.length > 0) await asAdmin(await serverUrl(), dropAbandoned);
});

async function dropAbandoned(admin: pg.Client): Promise<void> {
  for (const name of abandoned.splice(0)) await admin.query(`drop database ${name} with (force)`);
}

let ownServer: Promise<string> | undefined;

/** The run's Postgres; for a test file run by itself, one of its own. */
function serverUrl(): Promise<string> {
  const shared = process.env.TRIO_TEST_POSTGRES;
  if (shared) return Promise.resolve(shared);
  ownServer ??= startTestPostgres().then(({ url }) => url);
  return ownServer;
}

/** Its name carries the migrations' digest; it is marked as a template once it is complete. */
async function migratedTemplate(admin: pg.Client, server: string): Promise<string> {
  const name = `template_${await digestOfMigrations()}`;
  await admin.query('select pg_advisory_lock($1)', [templateLock]);
  try {
    const complete = 'select from pg_database where datname = $1 and datistemplate';
    if ((await admin.query(complete, [name])).rowCount === 0) {
      await admin.query(`drop database if exists ${name}`);
      await admin.query(`create database ${name}`);
      await migrate(withDatabase(server, name));
      await admin.query(`alter database ${name} is_template true`);
    }
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [templateLock]);
  }
  return name;
}

async function digestOfMigrations(): Promise<string> {
  const digest = createHash('sha256');
  for (const file of (await readdir(migrations)).sort()) {
    digest.update(await readFile(new URL(file, migrations)));
  }
  return digest.digest('hex').slice(0, 12);
}

async function asAdmin(
  server: string,
  work: (admin: pg.Client) => Promise<unknown>,
): Promise<void> {
  const admin = new pg.Client({ connectionString: server });
  // A Postgres that is stopped under a test must not end the test process by an unheard event.
  admin.on('error', () => undefined);
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** A connection to a test's database, for what the API has no way to do. */
export async function openConnection(t: TestContext, databaseUrl: string): Promise<pg.Client> {
  const connection = new pg.Client(databaseUrl);
  connection.on('error', () => undefined);
  await connection.connect();
  t.after(() => connection.end());
  return connection;
}
