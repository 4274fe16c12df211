import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import pg from 'pg';
import type { CacheMode } from '../app/cache/mode.ts';
import { type Config, portsOf } from './config.ts';
import { createDemoAccount, demo } from './demo-account.ts';
import { lockFolder } from './lock.ts';
import { unreachableOf } from './memcached.ts';
import { isPortFree, keptPort } from './ports.ts';
import { StartError } from './process.ts';
import { findProgram } from './programs.ts';
import type { Say } from './progress.ts';
import { openStack, type Stack } from './stack.ts';
import { removeStackFile, writeStackFile } from './stack-file.ts';
import type { Supervision } from './supervisor.ts';
import { openWebClient } from './web-client.ts';

export interface Launched extends Stack {
  cacheMode: CacheMode;
}

/**
 * Starts what `npm start` starts: the stack as it is configured, the browser client, and the demo
 * account. All of it is stopped when the scope is disposed. Throws a StartError where the person who
 * starts it can help.
 */
export async function launch(
  config: Config,
  scope: AsyncDisposableStack,
  say: Say,
): Promise<Launched> {
  const memcached = config.memcachedServers ?? (findProgram('memcached') ? 'start' : undefined);
  const cacheMode = chooseCacheMode(config.cacheMode, memcached !== undefined);
  const folder = await openFolders(config.dataDir);
  await requireFreePorts(config);
  if (config.databaseUrl) await requireReachable(config.databaseUrl);
  await sayAboutMemcached(config, say);
  // Written once all is there, and again whenever a process has been replaced.
  let record = async () => {};
  const onStart = () => void record().catch((error) => say(`stack.json: ${error.message}`));
  const supervision: Supervision = { restart: true, onEnd: say, onStart };
  say(`data and logs are in ${shown(config.dataDir)}`);
  const [stack] = await Promise.all([
    openStack(
      {
        ...{ cacheMode, memcached, folder, supervision, say },
        dataFolder: config.dataDir,
        databaseUrl: config.databaseUrl,
        balancer: config.balancer,
        ports: {
          balancer: config.port,
          admin: config.adminPort,
          servers: config.serverPorts,
          // At another address it would be another Memcached, and the cache would have to settle.
          memcached: await keptPort(join(config.dataDir, 'memcached-port')),
        },
        // The cache is watched all the time. Five reads a second cost next to nothing.
        serverEnv: { ADMIN_EMAIL: demo.email, WATCH_PER_SECOND: '5' },
        control: true,
      },
      scope,
    ),
    openWebClient(join(folder, 'web-client.log'), scope, say),
  ]);
  await createDemoAccount(stack.baseUrl);
  record = createRecorder(config.dataDir, stack);
  scope.defer(() => removeStackFile(config.dataDir));
  await record();
  return { ...stack, cacheMode };
}

/** The mode to start with: as asked for, or the best one that is possible. */
export function chooseCacheMode(asked: CacheMode | undefined, hasMemcached: boolean): CacheMode {
  if (hasMemcached) return asked ?? 'memcached';
  if (asked === 'memcached' || asked === 'tiered') {
    throw new StartError(
      `CACHE_MODE: ${asked} needs a Memcached: install one (apt-get install memcached), ` +
        'or name yours in MEMCACHED_SERVERS',
    );
  }
  return asked ?? 'local';
}

/** Makes and locks the data folder, and empties the folder of the logs, which it returns. */
async function openFolders(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true }).catch((cause) => {
    throw new StartError(`DATA_DIR: ${(cause as Error).message}`, { cause });
  });
  await lockFolder(dataDir);
  const logs = join(dataDir, 'logs');
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs);
  return logs;
}

/** Throws a StartError that names the variable of each port that can't be listened on. */
async function requireFreePorts(config: Config): Promise<void> {
  const taken: string[] = [];
  for (const { variable, port } of portsOf(config)) {
    try {
      if (!(await isPortFree(port)))
        taken.push(`${variable}: port ${port} is taken by another program`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      taken.push(`${variable}: port ${port} can't be used (${code})`);
    }
  }
  if (taken.length > 0) throw new StartError(taken.join('; '));
}

async function requireReachable(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
  } catch (cause) {
    // A name with several addresses is refused by each, in an error without a message of its own.
    const first = cause instanceof AggregateError ? cause.errors[0] : cause;
    throw new StartError(`DATABASE_URL: ${(first as Error).message}`, { cause });
  }
}

async function sayAboutMemcached({ memcachedServers }: Config, say: Say): Promise<void> {
  for (const server of await unreachableOf(memcachedServers ?? [])) {
    say(`MEMCACHED_SERVERS: ${server} does not answer; until it does, nothing is cached there`);
  }
  if (!memcachedServers && !findProgram('memcached')) {
    say('no memcached on the PATH (apt-get install memcached): the cache mode is local');
  }
}

/** Keeps stack.json up to date; one write at a time. */
function createRecorder(dataDir: string, stack: Stack): () => Promise<void> {
  const { baseUrl, adminUrl, databaseUrl, memcachedServers } = stack;
  let written = Promise.resolve();
  return () => {
    const write = () =>
      writeStackFile(dataDir, {
        pid: process.pid,
        ...{ baseUrl, adminUrl, databaseUrl, memcachedServers },
        servers: stack.servers.map(({ name, url, process }) => ({ name, url, pid: process.pid })),
      });
    written = written.then(write, write);
    return written;
  };
}

/** A path as a person would type it here. */
function shown(path: string): string {
  const here = relative(process.cwd(), path);
  return here.startsWith('..') ? path : here;
}
