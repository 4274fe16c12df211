import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheMode } from '../app/cache/mode.ts';
import { chooseCacheMode, requireFreePorts } from './checks.ts';
import type { Config } from './config.ts';
import { createDemoAccount, demo } from './demo-account.ts';
import { lockFolder } from './lock.ts';
import { openDatabase, openMemcached, openWebClient } from './parts.ts';
import { StartError } from './process.ts';
import { findProgram } from './programs.ts';
import type { Say } from './progress.ts';
import { type Stack, startStack } from './stack.ts';
import { removeStackFile, writeStackFile } from './stack-file.ts';
import type { Supervision } from './supervisor.ts';

export interface Launched extends Stack {
  cacheMode: CacheMode;
}

/**
 * Starts everything, at the same time what doesn't need each other. All of it is stopped, in reverse
 * order, when the scope is disposed. Throws a StartError where the person who starts it can help.
 */
export async function launch(
  config: Config,
  scope: AsyncDisposableStack,
  say: Say,
): Promise<Launched> {
  const hasMemcached = Boolean(config.memcachedServers ?? findProgram('memcached'));
  const cacheMode = chooseCacheMode(config.cacheMode, hasMemcached);
  const logs = await openFolders(config.dataDir);
  await requireFreePorts(config);
  // Recorded once all is there, and again whenever a process has been replaced.
  let record = async () => {};
  const onStart = () => void record().catch((error) => say(`stack.json: ${error.message}`));
  const supervision: Supervision = { restart: true, onEnd: say, onStart };
  const parts = { config, scope, say, logs, supervision };
  const [databaseUrl, memcachedServers] = await Promise.all([
    openDatabase(parts),
    openMemcached(parts),
    openWebClient(parts),
  ]);
  const { port, adminPort, serverPorts, balancer } = config;
  const stackOptions = { port, adminPort, serverPorts, balancer, cacheMode, supervision };
  say(`${serverPorts.length} servers and the balancer (${balancer}) start`);
  const stack = await startStack(
    {
      ...stackOptions,
      databaseUrl,
      memcachedServers,
      folder: logs,
      // In the laboratory the cache is watched all the time; five reads a second cost next to nothing.
      serverEnv: { ADMIN_EMAIL: demo.email, WATCH_PER_SECOND: '5' },
      control: true,
    },
    scope,
  );
  await createDemoAccount(stack.baseUrl);
  record = recorder(config.dataDir, { databaseUrl, memcachedServers, stack });
  scope.defer(() => removeStackFile(config.dataDir));
  await record();
  return { ...stack, cacheMode };
}

/** Makes and locks the data folder, and empties the one of the logs. */
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

interface Recorded {
  databaseUrl: string;
  memcachedServers: string[];
  stack: Stack;
}

/** Keeps stack.json at what runs now; one write at a time. */
function recorder(dataDir: string, { stack, ...addresses }: Recorded): () => Promise<void> {
  let written = Promise.resolve();
  return () => {
    const write = () =>
      writeStackFile(dataDir, {
        pid: process.pid,
        baseUrl: stack.baseUrl,
        adminUrl: stack.adminUrl,
        ...addresses,
        servers: stack.servers.map(({ name, url, process }) => ({ name, url, pid: process.pid })),
      });
    written = written.then(write, write);
    return written;
  };
}
