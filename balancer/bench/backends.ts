import { join } from 'node:path';
import { memcachedService } from '../../cluster/memcached.ts';
import { freePort } from '../../cluster/ports.ts';
import { postgresService, postgresUrl } from '../../cluster/postgres.ts';
import { runToEnd } from '../../cluster/process.ts';
import { findProgram } from '../../cluster/programs.ts';
import { answersOk, serverService } from '../../cluster/servers.ts';
import { runServices } from '../../cluster/supervisor.ts';

/** What stands behind the balancers, and what to ask it for. */
export interface Servers {
  title: string;
  upstreams: { name: string; url: string }[];
  path: string;
  /** Whole lines, `Name: value`. */
  headers: string[];
}

const constantServer = new URL('./constant-server.ts', import.meta.url).pathname;
const prepare = new URL('../../app/prepare.ts', import.meta.url).pathname;
const supervision = { restart: false };

/** Three processes that answer with the same few bytes. */
export async function constantServers(
  folder: string,
  scope: AsyncDisposableStack,
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
export async function appServers(folder: string, scope: AsyncDisposableStack): Promise<Servers> {
  const databaseUrl = await openPostgres(folder, scope);
  const memcachedServers = await openMemcached(folder, scope);
  const mode = memcachedServers.length > 0 ? 'tiered' : 'local';
  const env = {
    DATABASE_URL: databaseUrl,
    MEMCACHED_SERVERS: memcachedServers.join(','),
    CACHE_MODE: mode,
  };
  const logFile = join(folder, 'prepare.log');
  await runToEnd({ name: 'prepare', script: [prepare], env, logFile }, scope);
  const upstreams = await addresses();
  const services = upstreams.map(({ name, port }) => {
    const log = join(folder, `${name}.log`);
    return serverService({ name, port, databaseUrl, memcachedServers, logFile: log });
  });
  await runServices(services, supervision, scope);
  const cookie = await signUp(upstreams[0]!.url);
  const title = `Three of the app's servers, GET /api/todos in mode ${mode}`;
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

async function openPostgres(folder: string, scope: AsyncDisposableStack): Promise<string> {
  const options = { folder, port: await freePort() };
  await runServices([postgresService(options, join(folder, 'postgres.log'))], supervision, scope);
  return postgresUrl(options);
}

/** None where memcached isn't installed; the mode is then one that needs none. */
async function openMemcached(folder: string, scope: AsyncDisposableStack): Promise<string[]> {
  const program = findProgram('memcached');
  if (!program) return [];
  const port = await freePort();
  const service = memcachedService(program, port, join(folder, 'memcached.log'));
  await runServices([service], supervision, scope);
  return [`127.0.0.1:${port}`];
}

/** A new account with ten to-dos; its session's cookie. */
async function signUp(url: string): Promise<string> {
  const post = async (path: string, content: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(content),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const account = { email: 'bench@example.test', password: 'a long enough password' };
  const [setCookie = ''] = (await post('/api/users', account)).headers.getSetCookie();
  const cookie = setCookie.split(';')[0]!;
  for (let i = 1; i <= 10; i++) await post('/api/todos', { title: `To-do ${i}` }, { cookie });
  return cookie;
}
