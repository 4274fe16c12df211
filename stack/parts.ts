import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import pg from 'pg';
import type { Config } from './config.ts';
import { memcachedService, unreachableOf } from './memcached.ts';
import { freePort, keptPort } from './ports.ts';
import { postgresService, postgresUrl } from './postgres.ts';
import { StartError } from './process.ts';
import { findProgram } from './programs.ts';
import type { Say } from './progress.ts';
import { logFile } from './stack.ts';
import { runServices, type Supervision } from './supervisor.ts';
import { buildWebClient, isWebClientStale } from './web-client.ts';

/** What each part of the launch needs to know. */
export interface Parts {
  config: Config;
  scope: AsyncDisposableStack;
  say: Say;
  logs: string;
  supervision: Supervision;
}

/** The URL of the database: the one that is configured, or that of the embedded Postgres. */
export async function openDatabase(parts: Parts): Promise<string> {
  const { config, say, logs, supervision, scope } = parts;
  if (config.databaseUrl) return reachable(config.databaseUrl);
  const folder = config.dataDir;
  const isNew = !existsSync(join(folder, 'postgres'));
  say(`Postgres starts, ${isNew ? 'with new data' : 'with the data'} in ${shown(folder)}`);
  const options = { folder, port: await freePort() };
  await runServices([postgresService(options, logFile(logs, 'postgres'))], supervision, scope);
  say('Postgres is ready');
  return postgresUrl(options);
}

/** The Memcached servers: those that are configured, or one started here, or none. */
export async function openMemcached(parts: Parts): Promise<string[]> {
  const { config, say, logs, supervision, scope } = parts;
  if (config.memcachedServers) {
    const silent = await unreachableOf(config.memcachedServers);
    for (const server of silent) {
      say(`MEMCACHED_SERVERS: ${server} does not answer; until it does, nothing is cached there`);
    }
    return config.memcachedServers;
  }
  const program = findProgram('memcached');
  if (!program) {
    say('no memcached on the PATH (apt-get install memcached): without it there is mode local');
    return [];
  }
  // At another address it would be another Memcached, and the cache would have to settle first.
  const port = await keptPort(join(config.dataDir, 'memcached-port'));
  const service = memcachedService(program, port, logFile(logs, 'memcached'));
  await runServices([service], supervision, scope);
  say('Memcached is ready');
  return [`127.0.0.1:${port}`];
}

/** Builds the browser client where its source is newer than its build. */
export async function openWebClient({ say, logs, scope }: Parts): Promise<void> {
  if (!(await isWebClientStale())) return;
  say('the web client is being built');
  await buildWebClient(logFile(logs, 'web-client'), scope);
  say('the web client is built');
}

/** The URL, if what it leads to takes connections; otherwise a StartError says why not. */
async function reachable(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return databaseUrl;
  } catch (cause) {
    throw new StartError(`DATABASE_URL: ${messageOf(cause)}`, { cause });
  }
}

/** A refused connection to a name with several addresses is an error of several, without a message. */
function messageOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return (first as Error).message;
}

/** A path as a person would type it here. */
function shown(path: string): string {
  const here = relative(process.cwd(), path);
  return here.startsWith('..') ? path : here;
}
