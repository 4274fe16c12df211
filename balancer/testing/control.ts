import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { freePort } from '../../stack/ports.ts';
import { answersOk } from '../../stack/server.ts';
import { Supervisor } from '../../stack/supervisor.ts';
import { testFolder } from '../../testing/folder.ts';
import { testScope } from '../../testing/scope.ts';

const script = new URL('./http-proxy.ts', import.meta.url).pathname;

/** Stock http-proxy in a process of its own, stopped after the test: what the suite has to catch. */
export async function startHttpProxy(t: TestContext, upstreams: readonly { url: string }[]) {
  const [port, folder] = [await freePort(), await testFolder(t)];
  const program = {
    name: 'http-proxy',
    script: [script, String(port), ...upstreams.map(({ url }) => url)] as [string, ...string[]],
    logFile: join(folder, 'http-proxy.log'),
  };
  const isReady = () => answersOk(`http://127.0.0.1:${port}/livez`);
  const process = new Supervisor({ program, isReady }, { restart: false });
  testScope(t).defer(() => process.stop());
  await process.start();
  return { port, process };
}
