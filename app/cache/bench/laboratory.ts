import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { memcachedService } from '../../../cluster/memcached.ts';
import { freePort, freePorts } from '../../../cluster/ports.ts';
import { postgresService, postgresUrl } from '../../../cluster/postgres.ts';
import { findProgram } from '../../../cluster/programs.ts';
import { answersOk } from '../../../cluster/servers.ts';
import { startStack } from '../../../cluster/stack.ts';
import { runServices } from '../../../cluster/supervisor.ts';
import { temporaryFolder } from '../../../cluster/testing/folder.ts';

const adminEmail = 'bench@example.test';
const once = { restart: false } as const;

/** One real server with a Postgres of its own, and a signed-in account that has a page of to-dos. */
export interface Laboratory {
  url: string;
  cookie: string;
  /** One of the account's to-dos. */
  todoId: string;
  /** A server that only returns a constant. */
  bareUrl: string;
}

/** Starts one; with `memcached: false` the pointers stay off, and a write has nothing to do for them. */
export async function openLaboratory(
  scope: AsyncDisposableStack,
  { memcached, env = {} }: { memcached: boolean; env?: Record<string, string> },
): Promise<Laboratory> {
  const folder = await temporaryFolder();
  scope.defer(() => rm(folder, { recursive: true, force: true }));
  const [postgresPort, memcachedPort, barePort] = [
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const postgres = { folder, port: postgresPort };
  await runServices([postgresService(postgres, join(folder, 'postgres.log'))], once, scope);
  const memcachedServers = memcached ? [`127.0.0.1:${memcachedPort}`] : [];
  if (memcached) {
    const program = findProgram('memcached');
    if (!program) throw new Error('npm run bench needs memcached: apt-get install memcached');
    const service = memcachedService(program, memcachedPort, join(folder, 'memcached.log'));
    await runServices([service], once, scope);
  }
  const [port, adminPort, serverPort] = await threePorts();
  const stack = await startStack(
    {
      databaseUrl: await postgresUrl(postgres),
      memcachedServers,
      cacheMode: memcached ? 'tiered' : 'local',
      balancer: 'node',
      port,
      adminPort,
      serverPorts: [serverPort],
      folder,
      serverEnv: { ADMIN_EMAIL: adminEmail, ...env },
      supervision: once,
    },
    scope,
  );
  const bare = new URL('./bare-server.ts', import.meta.url).pathname;
  const bareUrl = `http://127.0.0.1:${barePort}`;
  const program = {
    name: 'bare',
    script: [bare] as [string],
    env: { PORT: String(barePort) },
    logFile: join(folder, 'bare.log'),
  };
  await runServices([{ program, isReady: () => answersOk(bareUrl) }], once, scope);
  const url = stack.servers[0]!.url;
  return { url, bareUrl, ...(await makeAccount(url)) };
}

async function threePorts(): Promise<[number, number, number]> {
  const first = await freePorts(3);
  return [first, first + 1, first + 2];
}

/** Five to-dos make a page of some 2 KB. */
async function makeAccount(url: string): Promise<{ cookie: string; todoId: string }> {
  const post = (path: string, body: object, cookie = '') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  const user = await post('/api/users', { email: adminEmail, password: 'correct horse battery' });
  const cookie = user.headers.getSetCookie()[0]!.split(';')[0]!;
  let todoId = '';
  for (let i = 1; i <= 5; i += 1) {
    const answer = await post('/api/todos', { title: `A to-do to be measured ${i}` }, cookie);
    todoId = ((await answer.json()) as { id: string }).id;
  }
  return { cookie, todoId };
}
