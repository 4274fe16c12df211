import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { memcachedService } from '../stack/memcached.ts';
import { freePort } from '../stack/ports.ts';
import { Supervisor } from '../stack/supervisor.ts';
import { testFolder } from './folder.ts';
import { requireProgram } from './programs.ts';
import { testScope } from './scope.ts';

export interface TestMemcached {
  /** `127.0.0.1:11311` */
  server: string;
  /** It doesn't start again by itself: `kill`, `ended` and `start` are the test's. */
  process: Supervisor;
}

/** A real memcached on a free port, stopped after the test; undefined where the test is skipped. */
export async function startTestMemcached(t: TestContext): Promise<TestMemcached | undefined> {
  const program = requireProgram(t, 'memcached');
  if (!program) return undefined;
  const port = await freePort();
  const logFile = join(await testFolder(t), 'memcached.log');
  const process = new Supervisor(memcachedService(program, port, logFile), { restart: false });
  testScope(t).defer(() => {
    // It has nothing to lose, and takes a second to end politely.
    process.kill('SIGKILL');
    return process.stop();
  });
  await process.start();
  return { server: `127.0.0.1:${port}`, process };
}
