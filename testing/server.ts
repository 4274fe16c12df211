import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { freePort } from '../stack/ports.ts';
import { serverService } from '../stack/server.ts';
import type { RunningServer } from '../stack/stack.ts';
import { runServices } from '../stack/supervisor.ts';
import { testFolder } from './folder.ts';
import { testScope } from './scope.ts';

export interface TestServerOptions {
  databaseUrl: string;
  memcachedServers?: string[];
  name?: string;
  /** More of its environment. */
  env?: Record<string, string>;
}

/**
 * A real app server on a free port, ready for requests, stopped after the test. It doesn't start
 * again by itself: `process.kill`, `process.ended` and `process.start` are the test's.
 */
export async function startServer(
  t: TestContext,
  { databaseUrl, memcachedServers = [], name = 'app-1', env = {} }: TestServerOptions,
): Promise<RunningServer> {
  const port = await freePort();
  const logFile = join(await testFolder(t), `${name}.log`);
  const service = serverService({ name, port, databaseUrl, memcachedServers, logFile, env });
  const [process] = await runServices([service], { restart: false }, testScope(t));
  return { name, url: `http://127.0.0.1:${port}`, process: process! };
}
