import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freePort } from '../stack/ports.ts';
import { type Child, startProcess, stopProcess, untilReady } from '../stack/process.ts';
import { testFolder } from '../testing/folder.ts';
import { until } from '../testing/polling.ts';
import { testScope } from '../testing/scope.ts';
import { startUpstreams, type TestUpstream } from './testing/upstream.ts';

const main = new URL('./main.ts', import.meta.url).pathname;

test('ends with one line that names every bad variable', async (t) => {
  const bad = {
    PORT: '80a',
    UPSTREAMS: 'app-1=ftp://x',
    ACCESS_LOG: 'maybe',
    BALANCER_TRUSTED_PROXIES: 'loopback,10.0.0.0/33',
    CONNECTIONS_PER_ADDRESS: '0',
  };
  const { child, output } = await startMain(t, bad);
  assert.equal(await child.ended, 'exit code 1');
  const lines = (await output()).trimEnd().split('\n');
  assert.equal(lines.length, 1);
  for (const name of Object.keys(bad)) assert.match(lines[0]!, new RegExp(`\\b${name}: `));
});

test('ends with one line that names a port that is taken', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  testScope(t).defer(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const env = { PORT: String(port), BALANCER_ADMIN_PORT: '0', UPSTREAMS: 'a=http://127.0.0.1:9' };
  const { child, output } = await startMain(t, env);
  assert.equal(await child.ended, 'exit code 1');
  assert.equal(await output(), `balancer: port ${port} on 127.0.0.1 is taken\n`);
});

for (const how of ['SIGTERM', 'a closed IPC channel'] as const) {
  test(`on ${how} finishes what runs, ends event streams and exits 0`, async (t) => {
    const { child, url, upstreams } = await startReady(t);
    const stream = (await fetch(`${url}/events`)).body!.getReader();
    await stream.read();
    const upload = httpRequest(`${url}/echo`, { method: 'POST', headers: { 'Content-Length': 4 } });
    upload.write('ab');
    await until('both arrived', () => upstreams.flatMap((u) => u.arrived).length >= 2);

    if (how === 'SIGTERM') child.process.kill('SIGTERM');
    else child.process.disconnect();
    assert.equal((await stream.read()).done, true);
    await until('it accepts nothing', () =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    );
    upload.end('cd');
    const [response] = await once(upload, 'response');
    assert.equal(response.statusCode, 200);
    response.resume();
    assert.equal(await child.ended, 'exit code 0');
  });
}

test('a server that says it drains leaves the rotation and finishes', async (t) => {
  const { url, adminUrl, upstreams } = await startReady(t);
  const [draining, other] = upstreams as [TestUpstream, TestUpstream];
  const stream = await untilServedBy(draining, () => fetch(`${url}/events`));
  draining.readyStatus = 503;
  await until('it is seen', async () => (await statesAt(adminUrl))[0] === 'draining');
  for (let i = 0; i < 6; i++) {
    assert.equal((await fetch(url)).headers.get('x-served-by'), other.name);
  }
  const reader = stream.body!.getReader();
  assert.equal((await reader.read()).done, false);
  draining.readyStatus = 200;
  await until('it is back', async () => (await statesAt(adminUrl))[0] === 'up');
  await reader.cancel();
});

test('tells who operates it about each server', async (t) => {
  const { url, adminUrl, upstreams } = await startReady(t);
  for (let i = 0; i < 4; i++) await fetch(`${url}/api`);
  await upstreams[1]!.stop();
  for (let i = 0; i < 2; i++) await fetch(`${url}/api`);
  const [first, second] = (await (await fetch(`${adminUrl}/upstreams`)).json()) as Described[];
  assert.equal(first!.state, 'up');
  assert.deepEqual([second!.name, second!.url], ['app-2', upstreams[1]!.url]);
  assert.equal(second!.state, 'down');
  assert.ok(second!.failures >= 1);
  assert.equal(second!.ejections, 1);
  assert.equal(first!.retries, 1);
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  assert.match(metrics, /^balancer_upstream_ejections_total\{upstream="app-2"\} 1$/m);
  assert.match(metrics, /^balancer_upstream_retries_total\{upstream="app-1"\} 1$/m);
  assert.match(metrics, /^balancer_upstream_failures_total\{upstream="app-2"\} [1-9]$/m);
  const answered = metrics.match(
    /^balancer_upstream_response_seconds_count\{upstream="app-1"\} (\d+)$/m,
  );
  assert.equal(Number(answered![1]), first!.requests);
  assert.match(metrics, /_bucket\{upstream="app-1",le="\+Inf"\} [1-9]/);
  assert.match(metrics, /^balancer_upstream_up\{upstream="app-2"\} 0$/m);
  assert.match(
    metrics,
    new RegExp(`requests_total\\{upstream="app-1"\\} ${first!.requests}$`, 'm'),
  );
});

test('passes an answer on that comes before the upload is over', async (t) => {
  const { url } = await startReady(t);
  const upload = httpRequest(`${url}/early`, { method: 'POST' });
  upload.on('error', () => undefined);
  upload.write('a part');
  const [response] = await once(upload, 'response');
  assert.equal(response.statusCode, 200);
  const answer = await Array.fromAsync(response);
  assert.match(String(answer), /^app-/);
  upload.destroy();
});

test('drops the fields that Connection names, both ways', async (t) => {
  const { url } = await startReady(t);
  const sent = { Connection: 'X-Secret, keep-alive', 'X-Secret': 'x', 'X-Open': 'y' };
  const echo = await new Promise<string>((resolve, reject) => {
    httpRequest(`${url}/echo`, { headers: sent }, async (response) => {
      resolve(String(Buffer.concat(await Array.fromAsync<Buffer>(response))));
    })
      .on('error', reject)
      .end();
  });
  assert.match(echo, /X-Open/);
  assert.doesNotMatch(echo, /X-Secret/);
  const { headers } = await fetch(`${url}/connection-fields`);
  assert.equal(headers.get('x-internal'), null);
});

test('writes a line for each request where it is asked to', async (t) => {
  const { url, output } = await startReady(t, { ACCESS_LOG: 'on' });
  await (await fetch(`${url}/api/todos?q=private`)).text();
  await until('it is written', async () => (await output()).includes('/api/todos'));
  const line = (await output()).split('\n').find((text) => text.includes('/api/todos'))!;
  const entry = JSON.parse(line);
  assert.deepEqual(
    [entry.method, entry.path, entry.status, entry.client, entry.complete],
    ['GET', '/api/todos', 200, '127.0.0.1', true],
  );
  assert.match(entry.upstream, /^app-[12]$/);
  assert.doesNotMatch(line, /private/);
});

interface Described {
  name: string;
  url: string;
  state: string;
  requests: number;
  failures: number;
  retries: number;
  ejections: number;
}

async function statesAt(adminUrl: string): Promise<string[]> {
  const described = (await (await fetch(`${adminUrl}/upstreams`)).json()) as Described[];
  return described.map(({ state }) => state);
}

async function untilServedBy(upstream: TestUpstream, get: () => Promise<Response>) {
  for (;;) {
    const response = await get();
    if (response.headers.get('x-served-by') === upstream.name) return response;
    await response.body!.cancel();
  }
}

/** The balancer's process in front of two servers, ready and stopped after the test. */
async function startReady(t: TestContext, env: Record<string, string> = {}) {
  const upstreams = await startUpstreams(t, 2);
  const [port, adminPort] = [await freePort(), await freePort()];
  const started = await startMain(t, {
    PORT: String(port),
    BALANCER_ADMIN_PORT: String(adminPort),
    UPSTREAMS: upstreams.map(({ name, url }) => `${name}=${url}`).join(','),
    ...env,
  });
  await untilReady(started.child, async () => (await started.output()).includes('balancer: http'));
  const [url, adminUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${adminPort}`];
  return { ...started, url, adminUrl, upstreams };
}

async function startMain(t: TestContext, env: Record<string, string>) {
  const logFile = join(await testFolder(t), 'balancer.log');
  const child: Child = startProcess({ name: 'balancer', script: [main], env, logFile });
  testScope(t).defer(() => stopProcess(child));
  return { child, output: () => readFile(logFile, 'utf8') };
}
