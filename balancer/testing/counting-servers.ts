import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { freePort } from '../../stack/ports.ts';
import { answersOk } from '../../stack/server.ts';
import { Supervisor } from '../../stack/supervisor.ts';
import { testFolder } from '../../testing/folder.ts';
import { testScope } from '../../testing/scope.ts';

const script = new URL('./counting-server.ts', import.meta.url).pathname;

export interface CountingServer {
  name: string;
  url: string;
  /** Its process: the test kills it, waits for its end and starts it again. */
  process: Supervisor;
}

export interface CountingServers {
  servers: CountingServer[];
  /** What was executed so far on all of them: `method path id`. */
  executed: () => Promise<string[]>;
}

/** Three servers in processes of their own that count what they execute, stopped after the test. */
export async function startCountingServers(t: TestContext): Promise<CountingServers> {
  const folder = await testFolder(t);
  const file = join(folder, 'executed');
  const servers = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const [name, port] = [`app-${number}`, await freePort()];
      const url = `http://127.0.0.1:${port}`;
      const program = {
        name,
        script: [script, name, String(port), file] as [string, ...string[]],
        logFile: join(folder, `${name}.log`),
      };
      const service = { program, isReady: () => answersOk(`${url}/readyz`) };
      const process = new Supervisor(service, { restart: false });
      testScope(t).defer(() => process.stop());
      await process.start();
      return { name, url, process };
    }),
  );
  const executed = async () => (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return { servers, executed };
}
