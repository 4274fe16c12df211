import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { connectionOptions } from './pool.ts';

const folder = new URL('./migrations/', import.meta.url);

/** The lock of the process that migrates. Two numbers, because users' locks have one. */
const migrationLock = [0, 7_214];

/** Trio's ids come from `uuidv7()`, which Postgres has since this version. */
const oldestPostgres = 180_000;

/**
 * Brings the database to the newest schema: runs each file in `migrations/` that has not run yet,
 * in the order of their names, each in its own transaction. Concurrent callers are safe: one works
 * and the others wait. Returns the names of the files that ran.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  // An index of a large table may take long: no statement timeout here.
  const options = {
    ...connectionOptions(databaseUrl, 'trio-migrate'),
    statement_timeout: 0,
    query_timeout: 0,
  };
  const client = new pg.Client(options);
  await client.connect();
  try {
    await requireVersion(client);
    await client.query('select pg_advisory_lock($1, $2)', migrationLock);
    await client.query(
      `create table if not exists migrations (
        name text primary key, applied_at timestamptz not null default now())`,
    );
    const { rows } = await client.query<{ name: string }>('select name from migrations');
    const known = new Set(rows.map((row) => row.name));
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
    const missing = files.filter((name) => !known.has(name));
    for (const name of missing) await apply(client, name);
    return missing;
  } finally {
    await client.end();
  }
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
  const version = Number(rows[0]?.server_version_num);
  if (version < oldestPostgres) {
    throw new Error(`Postgres 18 or later is needed; DATABASE_URL leads to ${version / 10_000}`);
  }
}

async function apply(client: pg.Client, name: string): Promise<void> {
  const sql = await readFile(new URL(name, folder), 'utf8');
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into migrations (name) values ($1)', [name]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new Error(`the migration ${name} failed: ${(cause as Error).message}`, { cause });
  }
}
