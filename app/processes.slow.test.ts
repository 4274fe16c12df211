import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { freePort } from '../stack/ports.ts';
import { openTestDatabase } from '../testing/database.ts';
import { until } from '../testing/polling.ts';
import { testScope } from '../testing/scope.ts';

const scriptOf = (name: string) => new URL(`./${name}.ts`, import.meta.url).pathname;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a script with this environment and nothing else of ours, to its end. */
async function run(t: TestContext, script: string, env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [scriptOf(script)], {
    env: { PATH: process.env.PATH, ...env },
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    ended.stdout += data;
  });
  child.stderr.on('data', (data) => {
    ended.stderr += data;
  });
  const [code] = await once(child, 'close');
  return { code, ...ended };
}

/** That a script refuses to start, with one line that says why. */
async function assertRefused(
  t: TestContext,
  [script, env]: [script: string, env: Record<string, string>],
  reason: RegExp,
): Promise<void> {
  const { code, stderr } = await run(t, script, env);
  assert.equal(code, 1, stderr);
  assert.match(stderr, /^trio: [^\n]+\n$/, 'one line');
  assert.match(stderr, reason);
}

describe('a server that cannot start says why in one line, and exits with 1', () => {
  test('a bad environment', async (t) => {
    const env = { PORT: 'http', TRUSTED_PROXIES: 'nonsense' };
    const reason = /PORT: .*DATABASE_URL: is missing.*TRUSTED_PROXIES: /;
    await assertRefused(t, ['main', env], reason);
  });

  for (const host of ['127.0.0.1', 'localhost']) {
    test(`no Postgres at ${host}`, async (t) => {
      const port = await freePort();
      const DATABASE_URL = `postgres://trio@${host}:${port}/trio`;
      await assertRefused(t, ['main', { DATABASE_URL }], new RegExp(`ECONNREFUSED.*:${port}`));
      await assertRefused(t, ['prepare', { DATABASE_URL }], new RegExp(`ECONNREFUSED.*:${port}`));
    });
  }

  test('a Postgres that lets nobody in', async (t) => {
    const { url } = await openTestDatabase(t);
    const DATABASE_URL = Object.assign(new URL(url), { pathname: '/nowhere' }).href;
    await assertRefused(t, ['main', { DATABASE_URL }], /database "nowhere" does not exist/);
  });

  test('a database that was not prepared', async (t) => {
    const { url } = await openTestDatabase(t);
    const DATABASE_URL = Object.assign(new URL(url), { pathname: '/postgres' }).href;
    await assertRefused(t, ['main', { DATABASE_URL }], /cache_state/);
  });

  test('a port that is taken', async (t) => {
    const { url: DATABASE_URL } = await openTestDatabase(t);
    const taken = createServer().listen(0, '127.0.0.1');
    t.after(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const env = { DATABASE_URL, PORT: String(port) };
    await assertRefused(t, ['main', env], new RegExp(`EADDRINUSE.*:${port}`));
  });
});

describe('preparing', () => {
  test('can be done again, and sets the mode', async (t) => {
    const { url: DATABASE_URL } = await openTestDatabase(t);
    for (const [env, mode] of [
      [{}, 'local'],
      [{ CACHE_MODE: 'off' }, 'off'],
      [{ MEMCACHED_SERVERS: '127.0.0.1:11211' }, 'memcached'],
      [{ MEMCACHED_SERVERS: '127.0.0.1:11211', CACHE_MODE: 'tiered' }, 'tiered'],
    ] as const) {
      const { code, stdout } = await run(t, 'prepare', { DATABASE_URL, ...env });
      assert.deepEqual({ code, stdout }, { code: 0, stdout: `cache mode: ${mode}\n` });
    }
  });

  test('refuses a mode that there is not', async (t) => {
    const DATABASE_URL = 'postgres://trio@127.0.0.1/trio';
    const unknown = { DATABASE_URL, CACHE_MODE: 'fast' };
    await assertRefused(t, ['prepare', unknown], /CACHE_MODE: must be one of off, local/);
    const alone = { DATABASE_URL, CACHE_MODE: 'tiered' };
    await assertRefused(t, ['prepare', alone], /CACHE_MODE: needs MEMCACHED_SERVERS/);
  });
});

describe('a server that is told to stop', () => {
  async function start(t: TestContext): Promise<{ child: ChildProcess; url: string }> {
    const { url: DATABASE_URL } = await openTestDatabase(t);
    const port = await freePort();
    const env = { DATABASE_URL, PORT: String(port), DRAIN_MS: '1000' };
    const child = fork(scriptOf('main'), {
      env: { PATH: process.env.PATH, ...env },
      stdio: 'pipe',
    });
    testScope(t).defer(() => void child.kill('SIGKILL'));
    const url = `http://127.0.0.1:${port}`;
    await until('it is ready', async () => (await statusOf(`${url}/readyz`)) === 200);
    return { child, url };
  }

  const statusOf = (url: string) =>
    fetch(url).then(
      ({ status }) => status,
      () => 0,
    );

  const ways: Record<string, (child: ChildProcess) => void> = {
    'by SIGTERM': (child) => void child.kill('SIGTERM'),
    'by SIGINT': (child) => void child.kill('SIGINT'),
    'by its parent, which went away': (child) => child.disconnect(),
  };
  for (const [way, stop] of Object.entries(ways)) {
    test(`${way}: is not ready, goes on serving for a while, and exits with 0`, async (t) => {
      const { child, url } = await start(t);
      const exited = once(child, 'exit');
      stop(child);
      await until('it is not ready', async () => (await statusOf(`${url}/readyz`)) === 503);
      assert.equal(await statusOf(`${url}/livez`), 200);
      const answer = await fetch(`${url}/api/me`);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('connection'), 'keep-alive');
      assert.deepEqual(await exited, [0, null]);
      assert.equal(await statusOf(`${url}/livez`), 0);
    });
  }

  test('answers what is on its way on a connection it keeps, when its port is closed', async (t) => {
    const { child, url } = await start(t);
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    t.after(() => kept.destroy());
    const ask = async () => {
      const [answer] = await once(request(`${url}/livez`, { agent: kept }).end(), 'response');
      answer.resume();
      await once(answer, 'end');
      return { status: answer.statusCode, connection: answer.headers.connection };
    };
    assert.deepEqual(await ask(), { status: 200, connection: 'keep-alive' });
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await until('its port is closed', async () => (await statusOf(`${url}/livez`)) === 0);
    assert.deepEqual(await ask(), { status: 200, connection: 'close' });
    assert.deepEqual(await exited, [0, null]);
  });
});
