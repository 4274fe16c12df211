import { join } from 'node:path';
import { freePort } from '../../../stack/ports.ts';
import { answersOk } from '../../../stack/server.ts';
import { openStack } from '../../../stack/stack.ts';
import { runServices } from '../../../stack/supervisor.ts';
import { adminEmail, signUp } from '../../../testing/accounts.ts';

/** One real server with a Postgres of its own, and a signed-in account that has a page of to-dos. */
export interface BenchServer {
  url: string;
  cookie: string;
  /** One of the account's to-dos. */
  todoId: string;
  /** A server that only returns a constant. */
  bareUrl: string;
}

/** Starts one; with `memcached: false` the pointers stay off, and a write has nothing to do for them. */
export async function openBenchServer(
  scope: AsyncDisposableStack,
  { memcached, env = {} }: { memcached: boolean; env?: Record<string, string> },
): Promise<BenchServer> {
  const stack = await openStack(
    {
      cacheMode: memcached ? 'tiered' : 'local',
      memcached: memcached ? 'start' : undefined,
      servers: 1,
      serverEnv: { ADMIN_EMAIL: adminEmail, ...env },
    },
    scope,
  );
  const barePort = await freePort();
  const bare = new URL('./bare-server.ts', import.meta.url).pathname;
  const bareUrl = `http://127.0.0.1:${barePort}`;
  const program = {
    name: 'bare',
    script: [bare] as [string],
    env: { PORT: String(barePort) },
    logFile: join(stack.folder, 'bare.log'),
  };
  await runServices([{ program, isReady: () => answersOk(bareUrl) }], { restart: false }, scope);
  const url = stack.servers[0]!.url;
  return { url, bareUrl, ...(await makeAccount(url)) };
}

/** Five to-dos make a page of some 2 KB. */
async function makeAccount(url: string): Promise<{ cookie: string; todoId: string }> {
  const { cookie, request } = await signUp(url, adminEmail);
  let todoId = '';
  for (let i = 1; i <= 5; i += 1) {
    const answer = await request('POST', `${url}/api/todos`, {
      title: `A to-do to be measured ${i}`,
    });
    todoId = ((await answer.json()) as { id: string }).id;
  }
  return { cookie, todoId };
}
