import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheMode } from '../app/cache/mode.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { memcachedService } from './memcached.ts';
import { freePort, freePorts } from './ports.ts';
import { postgresService, postgresUrl } from './postgres.ts';
import { StartError } from './process.ts';
import { findProgram } from './programs.ts';
import { type Stack, startStack } from './stack.ts';
import { runServices, type Supervisor } from './supervisor.ts';

export interface TemporaryStackOptions {
  cacheMode: CacheMode;
  /** Without one, the cache's pointers stay off. */
  memcached: boolean;
  servers: number;
  balancer?: 'node' | 'nginx';
  /** More of the servers' environment. */
  serverEnv?: Record<string, string>;
}

export interface TemporaryStack extends Stack {
  /** Logs and data; deleted with the scope. */
  folder: string;
  databaseUrl: string;
  postgres: Supervisor;
  /** `host:port` and the process, where there is one. */
  memcached: { address: string; process: Supervisor } | undefined;
}

const supervision = { restart: false } as const;

/**
 * A whole stack to measure, on free ports, with a Postgres (fsync on) and a Memcached of its own.
 * Nothing of it is started again, and nothing of it is left when the scope is disposed. Throws a
 * StartError where memcached or nginx is asked for and missing.
 */
export async function openTemporaryStack(
  { memcached: wantsMemcached, servers, balancer = 'node', ...options }: TemporaryStackOptions,
  scope: AsyncDisposableStack,
): Promise<TemporaryStack> {
  const folder = await temporaryFolder();
  scope.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const [postgres, memcached] = await Promise.all([
    openPostgres(folder, scope),
    wantsMemcached ? openMemcached(folder, scope) : undefined,
  ]);
  const port = await freePorts(2 + servers);
  const stack = await startStack(
    {
      ...options,
      databaseUrl: postgres.url,
      memcachedServers: memcached ? [memcached.address] : [],
      balancer,
      port,
      adminPort: port + 1,
      serverPorts: Array.from({ length: servers }, (_, index) => port + 2 + index),
      folder,
      supervision,
    },
    scope,
  );
  return { ...stack, folder, databaseUrl: postgres.url, postgres: postgres.process, memcached };
}

async function openPostgres(folder: string, scope: AsyncDisposableStack) {
  const options = { folder, port: await freePort() };
  const service = postgresService(options, join(folder, 'postgres.log'));
  const [process] = await runServices([service], supervision, scope);
  return { url: await postgresUrl(options), process: process! };
}

async function openMemcached(folder: string, scope: AsyncDisposableStack) {
  const program = findProgram('memcached');
  if (!program) throw new StartError('memcached is not installed (apt-get install memcached)');
  const port = await freePort();
  const service = memcachedService(program, port, join(folder, 'memcached.log'));
  const [process] = await runServices([service], supervision, scope);
  return { address: `127.0.0.1:${port}`, process: process! };
}
