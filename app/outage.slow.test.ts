import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openTcpProxy, type TcpProxy } from '../stack/tcp-proxy.ts';
import { type SignedIn, signUp } from '../testing/accounts.ts';
import { jsonOf, problemOf } from '../testing/answers.ts';
import { openTestApps, type TestApp } from '../testing/apps.ts';
import { openConnection } from '../testing/database.ts';
import { openEvents } from '../testing/event-streams.ts';
import { startTestMemcached } from '../testing/memcached.ts';
import { until } from '../testing/polling.ts';
import { testScope } from '../testing/scope.ts';
import type { CacheMode } from './cache/mode.ts';

interface Ground {
  app: TestApp;
  proxy: TcpProxy;
  client: SignedIn;
  /** An address of a to-do that is there. */
  todo: string;
}

/** A server whose way to Postgres the test can disturb; undefined where the test is skipped. */
async function open(t: TestContext, mode: CacheMode): Promise<Ground | undefined> {
  const memcached = mode === 'memcached' ? await startTestMemcached(t) : undefined;
  if (mode === 'memcached' && !memcached) return undefined;
  let proxy: TcpProxy | undefined;
  const [app] = await openTestApps(t, {
    mode,
    memcached: memcached ? [memcached.server] : [],
    async behind(url) {
      proxy = await openTcpProxy({ target: url }, testScope(t));
      return proxy.url;
    },
  });
  const client = await signUp(app!.url);
  const made = await client.request('POST', `${app!.url}/api/todos`, { title: 'before' });
  const { id } = await jsonOf<{ id: string }>(made, 201);
  await until('it is ready', () => isReady(app!));
  return { app: app!, proxy: proxy!, client, todo: `${app!.url}/api/todos/${id}` };
}

async function isReady({ url }: TestApp): Promise<boolean> {
  const { status } = await fetch(`${url}/readyz`);
  assert.ok(status === 200 || status === 503);
  return status === 200;
}

/** That what needs Postgres is 503 soon, and says when to come again. */
async function assertUnavailable(response: Response): Promise<void> {
  assert.match(response.headers.get('retry-after') ?? '', /^\d+$/, `${response.status}`);
  const { detail } = await problemOf(response, 503);
  assert.doesNotMatch(detail, /ECONN|timeout|127\.0\.0\.1/, 'what is inside stays inside');
}

/** No statement is waited for longer than 6 s; a request may take two until it knows. */
const deadlineMs = 15_000;

async function assertAllUnavailable({ app, client, todo }: Ground): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  const headers = { cookie: client.cookie, 'content-type': 'application/json' };
  const body = JSON.stringify({ title: 'during' });
  const signIn = JSON.stringify({ email: 'a@example.test', password: 'correct horse' });
  const answers = await Promise.all([
    fetch(`${todo}`, { headers, signal }),
    fetch(`${app.url}/api/summary`, { headers, signal }),
    fetch(`${app.url}/api/todos`, { method: 'POST', headers, body, signal }),
    fetch(todo, { method: 'PATCH', headers, body, signal }),
    fetch(`${app.url}/api/session`, { method: 'POST', headers, body: signIn, signal }),
    fetch(`${app.url}/api/session`, { method: 'DELETE', headers, signal }),
    fetch(`${app.url}/api/events`, { headers, signal }),
  ]);
  for (const answer of answers) await assertUnavailable(answer);
}

/** That it serves again without anyone's help, and nothing of what failed was done. */
async function assertRecovered({ app, client, todo }: Ground): Promise<void> {
  await until('it is ready again', () => isReady(app));
  await until('it serves again', async () => (await client.request('GET', todo)).status === 200);
  assert.equal(
    (await jsonOf<{ title: string }>(await client.request('GET', todo))).title,
    'before',
  );
  const patch = await client.request('PATCH', todo, { title: 'after' });
  assert.equal((await jsonOf<{ title: string }>(patch)).title, 'after');
  const all = await client.request('GET', `${app.url}/api/todos`);
  const { todos } = await jsonOf<{ todos: Array<{ title: string }> }>(all);
  assert.deepEqual(
    todos.map(({ title }) => title),
    ['after'],
  );
}

describe('while Postgres is away all is 503, not ready, but alive; and then well by itself', () => {
  const away = async (t: TestContext, mode: CacheMode, disturb: (p: TcpProxy) => unknown) => {
    const ground = await open(t, mode);
    if (!ground) return;
    const { app, proxy } = ground;
    await disturb(proxy);
    await until('it is not ready', async () => !(await isReady(app)));
    await assertAllUnavailable(ground);
    const alive = await fetch(`${app.url}/livez`, { signal: AbortSignal.timeout(1_000) });
    assert.equal(alive.status, 200);
    assert.equal((await fetch(`${app.url}/api/openapi.json`)).status, 200);
    await proxy.heal();
    await assertRecovered(ground);
  };
  for (const mode of ['off', 'local', 'memcached'] as const) {
    test(`it is gone, ${mode}`, (t) => away(t, mode, (proxy) => proxy.cut()));
  }
  test('it does not answer, local', (t) => away(t, 'local', (proxy) => proxy.freeze()));
});

test('connections that Postgres closes are replaced, and cost a 503 each at most', async (t) => {
  const ground = await open(t, 'local');
  if (!ground) return;
  const { app, client, todo } = ground;
  const connection = await openConnection(t, app.databaseUrl);
  for (let round = 0; round < 5; round += 1) {
    const asking = Array.from({ length: 20 }, () => client.request('GET', todo));
    await connection.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    for (const answer of await Promise.all(asking)) {
      if (answer.status === 503) await assertUnavailable(answer);
      else await jsonOf(answer);
    }
  }
  await assertRecovered(ground);
  await until('no connection is left over', async () => {
    const { rows } = await connection.query(
      `select count(*)::int as buses from pg_stat_activity
        where datname = current_database() and application_name = 'app-1-bus'`,
    );
    return rows[0].buses === 1;
  });
});

test('streams of events go on, or end so that their clients come again; none goes deaf', async (t) => {
  const ground = await open(t, 'local');
  if (!ground) return;
  const { app, proxy, client, todo } = ground;
  const streams = [await openEvents(t, client, `${app.url}/api/events`)];
  for (let round = 0; round < 3; round += 1) {
    await proxy.cut();
    await until('it is not ready', async () => !(await isReady(app)));
    await proxy.heal();
    await until('it is ready again', () => isReady(app));
    // As an EventSource does.
    if (streams.at(-1)!.ended) streams.push(await openEvents(t, client, `${app.url}/api/events`));
    const stream = streams.at(-1)!;
    const told = stream.events.length;
    await jsonOf(await client.request('PATCH', todo, { title: `round ${round}` }));
    await until('it is told', () => stream.events.length > told || stream.ended);
  }
});
