import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { postJson, signIn } from '../testing/accounts.ts';
import { testFolder } from '../testing/folder.ts';
import { npmStart, untilUp } from '../testing/npm-start.ts';
import { until } from '../testing/polling.ts';
import { descendantsOf, processesNaming, stillRunning } from '../testing/processes.ts';
import { demo } from './demo-account.ts';
import { freePort } from './ports.ts';
import { postgresService } from './postgres.ts';
import { signalGroup } from './process.ts';
import { readStackFile } from './stack-file.ts';
import { Supervisor } from './supervisor.ts';

const limit = { timeout: 90_000 };

test(
  'npm start brings everything up, keeps it up, and leaves nothing but the data',
  limit,
  async (t) => {
    const dataDir = await testFolder(t);
    const launcher = await npmStart(t, { DATA_DIR: dataDir });
    const stack = await untilUp(launcher, dataDir);
    assert.equal((await stat(join(dataDir, 'stack.json'))).mode & 0o777, 0o600);

    const turns = await servedBy(stack.baseUrl, 30);
    assert.deepEqual([...turns.slice(0, 3)].sort(), ['app-1', 'app-2', 'app-3']);
    assert.deepEqual(turns, Array(10).fill(turns.slice(0, 3)).flat());

    const { cookie } = await signIn(stack.baseUrl, demo);
    const before = await titles(stack.baseUrl, cookie);
    assert.ok(before.length >= 5, 'the demo account has its first to-dos');
    await addTodo(stack.baseUrl, cookie, 'kept over a restart');

    const victim = stack.servers[1]!;
    process.kill(victim.pid, 'SIGKILL');
    await until(
      'all three serve',
      async () => new Set(await servedBy(stack.baseUrl, 6)).size === 3,
    );
    await until(
      'its successor is recorded',
      () => readStackFile(dataDir)!.servers[1]!.pid !== victim.pid,
    );
    assert.match(launcher.stdout(), /app-2 ended \(SIGKILL\), again in 0\.25 s/);

    const second = await npmStart(t, { DATA_DIR: dataDir });
    assert.equal(await second.exitCode, 1);
    assert.equal(second.stderr(), `DATA_DIR: another npm start is running in ${dataDir}\n`);

    const processes = descendantsOf(launcher.child.pid!);
    assert.ok(processes.length >= 8);
    launcher.child.kill('SIGTERM');
    assert.equal(await launcher.exitCode, 0);
    assert.deepEqual(stillRunning(processes), []);
    assert.equal(readStackFile(dataDir), undefined);

    const again = await npmStart(t, { DATA_DIR: dataDir });
    const { baseUrl } = await untilUp(again, dataDir);
    const after = await titles(baseUrl, (await signIn(baseUrl, demo)).cookie);
    assert.deepEqual(after, ['kept over a restart', ...before]);
  },
);

test(
  'a launcher that is killed takes everything with it, and the next one starts',
  limit,
  async (t) => {
    const dataDir = await testFolder(t);
    const launcher = await npmStart(t, { DATA_DIR: dataDir });
    const { pid } = await untilUp(launcher, dataDir);
    const processes = descendantsOf(pid);
    process.kill(pid, 'SIGKILL');
    await until('all have ended', () => stillRunning(processes).length === 0);
    const again = await npmStart(t, { DATA_DIR: dataDir });
    await untilUp(again, dataDir);
  },
);

test('nginx can be the balancer', limit, async (t) => {
  const dataDir = await testFolder(t);
  const launcher = await npmStart(t, { DATA_DIR: dataDir, BALANCER: 'nginx' });
  const { baseUrl } = await untilUp(launcher, dataDir);
  const turns = await servedBy(baseUrl, 30);
  assert.deepEqual(turns, Array(10).fill(turns.slice(0, 3)).flat());
  const processes = descendantsOf(launcher.child.pid!);
  // As a Ctrl-C in a terminal does: npm gets it, and so does the launcher, to which npm passes it on.
  signalGroup({ pid: launcher.child.pid! }, 'SIGINT');
  await launcher.exitCode;
  assert.match(launcher.stdout(), /stopped\n$/);
  assert.deepEqual(stillRunning(processes), []);
  assert.equal(readStackFile(dataDir), undefined);
});

test(
  'a Memcached that does not answer is told, and the stack starts all the same',
  limit,
  async (t) => {
    const dataDir = await testFolder(t);
    const server = `127.0.0.1:${await freePort()}`;
    const launcher = await npmStart(t, { DATA_DIR: dataDir, MEMCACHED_SERVERS: server });
    const { baseUrl } = await untilUp(launcher, dataDir);
    assert.match(launcher.stdout(), new RegExp(`MEMCACHED_SERVERS: ${server} does not answer`));
    assert.ok((await titles(baseUrl, (await signIn(baseUrl, demo)).cookie)).length >= 5);
  },
);

interface Refusal {
  name: string;
  env: (t: TestContext, dataDir: string) => Promise<Record<string, string>>;
  line: RegExp;
}

const refusals: Refusal[] = [
  {
    name: 'bad values, all at once',
    env: async () => ({ CACHE_MODE: 'memcache', PORT: '80800', SERVERS: '0' }),
    line: /^PORT: .*; SERVERS: .*; CACHE_MODE: must be one of off, local, memcached, tiered\n$/,
  },
  {
    name: 'a data folder that is a file',
    env: async (_t, dataDir) => {
      await writeFile(join(dataDir, 'file'), '');
      return { DATA_DIR: join(dataDir, 'file') };
    },
    line: /^DATA_DIR: .*\/file.*\n$/,
  },
  {
    name: 'a port that is taken',
    env: async (t) => ({ SERVER_PORT: String(await takePort(t)) }),
    line: /^SERVER_PORT: port \d+ is taken by another program\n$/,
  },
  {
    name: 'a Postgres that is not there',
    env: async () => ({ DATABASE_URL: `postgres://trio@127.0.0.1:${await freePort()}/trio` }),
    line: /^DATABASE_URL: .*ECONNREFUSED.*\n$/,
  },
  {
    name: 'data of another Postgres',
    env: async (_t, dataDir) => {
      await makeOldData(dataDir);
      return {};
    },
    line: /^postgres ended .*initialized by PostgreSQL version 17, which is not compatible.*\n$/,
  },
];

for (const { name, env, line } of refusals) {
  test(`${name}: one line, exit 1, and nothing runs on`, limit, async (t) => {
    const dataDir = await testFolder(t);
    const launcher = await npmStart(t, { DATA_DIR: dataDir, ...(await env(t, dataDir)) });
    assert.equal(await launcher.exitCode, 1);
    assert.match(launcher.stderr(), line);
    assert.deepEqual(processesNaming(dataDir), []);
  });
}

async function servedBy(baseUrl: string, requests: number): Promise<(string | null)[]> {
  const names: (string | null)[] = [];
  for (let i = 0; i < requests; i += 1) {
    const answer = await fetch(`${baseUrl}/livez`);
    await answer.body?.cancel();
    names.push(answer.headers.get('x-served-by'));
  }
  return names;
}

async function titles(baseUrl: string, cookie: string): Promise<string[]> {
  const answer = await fetch(`${baseUrl}/api/todos`, { headers: { cookie } });
  const { todos } = (await answer.json()) as { todos: { title: string }[] };
  return todos.map(({ title }) => title);
}

async function addTodo(baseUrl: string, cookie: string, title: string): Promise<void> {
  const answer = await postJson(`${baseUrl}/api/todos`, { title }, { cookie });
  assert.equal(answer.status, 201);
}

async function takePort(t: TestContext): Promise<number> {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  t.after(() => server.close());
  return port;
}

/** Data of this Postgres that says it was made by the version before. */
async function makeOldData(dataDir: string): Promise<void> {
  const options = { folder: dataDir, port: await freePort() };
  const postgres = new Supervisor(postgresService(options, join(dataDir, 'postgres.log')), {
    restart: false,
  });
  await postgres.start();
  await postgres.stop();
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
}
