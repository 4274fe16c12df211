import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { freePort } from '../stack/ports.ts';
import { answersOk } from '../stack/server.ts';
import { until } from '../testing/polling.ts';
import { testScope } from '../testing/scope.ts';
import { openRaw } from './testing/raw.ts';
import { startUpstreams } from './testing/upstream.ts';

const main = new URL('./main.ts', import.meta.url).pathname;
/** Enough for the process itself and about 20 streams, each of which takes two. */
const fileDescriptors = 80;

test('does not blame the servers when it runs out of file descriptors', async (t) => {
  const upstreams = await startUpstreams(t, 3);
  const [port, adminPort] = [await freePort(), await freePort()];
  const limited = `ulimit -n ${fileDescriptors}; exec "$0" "$1"`;
  const balancer = spawn('sh', ['-c', limited, process.execPath, main], {
    env: {
      PORT: String(port),
      BALANCER_ADMIN_PORT: String(adminPort),
      UPSTREAMS: upstreams.map(({ name, url }) => `${name}=${url}`).join(','),
    },
    stdio: 'ignore',
  });
  const ended = once(balancer, 'exit');
  testScope(t).defer(async () => {
    balancer.kill('SIGTERM');
    await ended;
  });
  await until('it is ready', () => answersOk(`http://127.0.0.1:${port}/livez`));

  const answers: string[] = [];
  const clients = Array.from({ length: 60 }, () => {
    const client = openRaw(port, 'GET /events HTTP/1.1\r\nHost: trio\r\n\r\n');
    client.once('data', (data) => answers.push(String(data).slice(0, 12)));
    return client;
  });
  await until('it has run out', () => answers.includes('HTTP/1.1 503'));
  for (const client of clients) client.destroy();
  await until('it serves', () => answersOk(`http://127.0.0.1:${port}/`));

  const described = await (await fetch(`http://127.0.0.1:${adminPort}/upstreams`)).json();
  for (const { state, failures, ejections } of described as Described[]) {
    assert.deepEqual([state, failures, ejections], ['up', 0, 0]);
  }
  assert.equal(balancer.exitCode, null);
});

interface Described {
  state: string;
  failures: number;
  ejections: number;
}
