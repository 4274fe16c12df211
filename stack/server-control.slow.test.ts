import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Lab } from '../app/lab/schema.ts';
import { signIn } from '../testing/accounts.ts';
import { testFolder } from '../testing/folder.ts';
import { npmStart, untilUp } from '../testing/npm-start.ts';
import { until } from '../testing/polling.ts';
import { demo } from './demo-account.ts';

interface Launched {
  /** The addresses of the balancer and of the servers. */
  baseUrl: string;
  urls: string[];
  look(url: string): Promise<Lab>;
  order(url: string, name: string, running: unknown): Promise<Response>;
  stdout: () => string;
}

/** `npm start`, with the demo account signed in. */
async function launch(t: TestContext): Promise<Launched> {
  const dataDir = await testFolder(t);
  const launcher = await npmStart(t, { DATA_DIR: dataDir });
  const { baseUrl, servers } = await untilUp(launcher, dataDir);
  const { cookie } = await signIn(baseUrl, demo);
  const headers = { 'content-type': 'application/json' };
  return {
    baseUrl,
    urls: servers.map(({ url }) => url),
    stdout: launcher.stdout,
    async look(url) {
      return (await (await fetch(`${url}/api/lab`, { headers: { cookie } })).json()) as Lab;
    },
    order: (url, name, running) =>
      fetch(`${url}/api/lab/servers/${name}`, {
        method: 'PUT',
        headers: { ...headers, cookie },
        body: JSON.stringify({ running }),
      }),
  };
}

async function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Asks the balancer again and again until the end; returns what wasn't a success. */
function askOn(baseUrl: string): () => Promise<string[]> {
  const failures: string[] = [];
  let asking = true;
  const ask = async () => {
    while (asking) {
      const answer = await fetch(`${baseUrl}/api/openapi.json`).catch((error) => error as Error);
      if (answer instanceof Error) failures.push(String(answer.cause ?? answer));
      else if (!answer.ok) failures.push(String(answer.status));
      if (answer instanceof Response) await answer.arrayBuffer();
    }
  };
  const clients = [ask(), ask()];
  return async () => {
    asking = false;
    await Promise.all(clients);
    return failures;
  };
}

test('servers are stopped and started by whichever server is asked', {
  timeout: 90_000,
}, async (t) => {
  const { baseUrl, urls, look, order, stdout } = await launch(t);
  const [one, two, three] = urls as [string, string, string];
  const running = async (url: string) =>
    (await look(url)).control?.map((server) => Number(server.running)).join('');
  assert.equal(await running(one), '111');
  const stopAsking = askOn(baseUrl);

  await t.test('the one that is asked can be the one to stop', async () => {
    const answer = await order(two, 'app-2', false);
    assert.deepEqual([answer.status, await answer.json()], [202, { running: false }]);
    assert.deepEqual([await running(one), await running(three)], ['101', '101']);
    await until('app-2 is down', async () => !(await isUp(two)));
    await until('the Lab says so', async () => (await look(one)).servers[1]?.up === false);
  });

  await t.test('the last two of them, asked at once, are not both stopped', async () => {
    const answers = await Promise.all([order(one, 'app-1', false), order(three, 'app-3', false)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409]);
    const [left, name] = answers[0]!.status === 409 ? [one, 'app-1'] : [three, 'app-3'];
    await until('the other is down', async () => !(await isUp(left === one ? three : one)));
    const refused = await order(left, name!, false);
    assert.equal(refused.status, 409);
    assert.match(await refused.text(), /Only one server is running/);
    assert.ok(await isUp(left!));
    for (const each of ['app-1', 'app-2', 'app-3']) {
      assert.equal((await order(left!, each, true)).status, 202);
    }
    await until('all are up', async () => (await Promise.all(urls.map(isUp))).every(Boolean));
    for (const url of urls) assert.equal(await running(url), '111');
  });

  await t.test('what is stopped and started at once runs in the end', async () => {
    for (const on of [false, true, false, true]) {
      assert.equal((await order(one, 'app-3', on)).status, 202);
    }
    await until('app-3 is down', async () => !(await isUp(three)));
    await until('app-3 is up', () => isUp(three));
  });

  await t.test('an unknown name is 404, anything but a boolean 422', async () => {
    assert.equal((await order(one, 'app-4', false)).status, 404);
    assert.equal((await order(one, 'app-1', 'no')).status, 422);
  });

  assert.deepEqual(await stopAsking(), []);
  assert.doesNotMatch(stdout(), /ended/);
});
