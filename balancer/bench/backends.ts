import { join } from 'node:path';
import { freePort } from '../../stack/ports.ts';
import { findProgram } from '../../stack/programs.ts';
import { answersOk } from '../../stack/server.ts';
import { openStack } from '../../stack/stack.ts';
import { runServices } from '../../stack/supervisor.ts';
import { signUp } from '../../testing/accounts.ts';

/** The servers behind the balancers, and what to request from them. */
export interface Servers {
  title: string;
  upstreams: { name: string; url: string }[];
  path: string;
  /** Whole lines, `Name: value`. */
  headers: string[];
}

const constantServer = new URL('./constant-server.ts', import.meta.url).pathname;
const supervision = { restart: false };

/** Three processes that answer with the same few bytes. */
export async function constantServers(
  scope: AsyncDisposableStack,
  folder: string,
): Promise<Servers> {
  const upstreams = await addresses();
  const services = upstreams.map(({ name, port, url }) => ({
    program: {
      name,
      script: [constantServer, name, String(port)] as [string, ...string[]],
      logFile: join(folder, `${name}.log`),
    },
    isReady: () => answersOk(url),
  }));
  await runServices(services, supervision, scope);
  return { title: 'Three constant servers (512 bytes)', upstreams, path: '/', headers: [] };
}

/** Three of the app's servers, a Postgres and a memcached; a list of to-dos that is in the cache. */
export async function appServers(scope: AsyncDisposableStack): Promise<Servers> {
  const memcached = findProgram('memcached') !== undefined;
  const cacheMode = memcached ? 'tiered' : 'local';
  const stack = await openStack({ cacheMode, memcached: memcached ? 'start' : undefined }, scope);
  const upstreams = stack.servers.map(({ name, url }) => ({ name, url }));
  const cookie = await openAccount(upstreams[0]!.url);
  const title = `Three of the app's servers, GET /api/todos in mode ${cacheMode}`;
  return { title, upstreams, path: '/api/todos', headers: [`Cookie: ${cookie}`] };
}

function addresses() {
  return Promise.all(
    ['app-1', 'app-2', 'app-3'].map(async (name) => {
      const port = await freePort();
      return { name, port, url: `http://127.0.0.1:${port}` };
    }),
  );
}

/** A new account with ten to-dos; its session's cookie. */
async function openAccount(url: string): Promise<string> {
  const { cookie, request } = await signUp(url);
  for (let i = 1; i <= 10; i++) {
    const answer = await request('POST', `${url}/api/todos`, { title: `To-do ${i}` });
    if (!answer.ok) throw new Error(`a to-do: ${answer.status} ${await answer.text()}`);
  }
  return cookie;
}
