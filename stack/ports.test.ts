import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from '../testing/folder.ts';
import { freePort, freePorts, isPortFree } from './ports.ts';

test('a port is free until something listens on it', async (t) => {
  const port = await freePort();
  assert.equal(await isPortFree(port), true);
  const server = createServer().listen(port, '127.0.0.1');
  t.after(() => server.close());
  assert.equal(await isPortFree(port), false);
});

test('no port is given twice, not even to another process', async () => {
  const first = await freePorts(200);
  const ports = new Set(Array.from({ length: 200 }, (_, index) => first + index));
  const script = `
    import { freePort } from ${JSON.stringify(new URL('./ports.ts', import.meta.url).href)};
    const ports = await Promise.all(Array.from({ length: 2_000 }, () => freePort()));
    console.log(JSON.stringify(ports));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script]);
  const others: number[] = JSON.parse(output.toString());
  assert.equal(new Set(others).size, 2_000);
  assert.deepEqual(
    others.filter((port) => ports.has(port)),
    [],
  );
});

test('a port is kept from one start to the next, unless it was taken in between', async (t) => {
  const file = join(await testFolder(t), 'port');
  const script = `
    import { keptPort } from ${JSON.stringify(new URL('./ports.ts', import.meta.url).href)};
    console.log(await keptPort(${JSON.stringify(file)}));
  `;
  const start = () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script]).toString());
  const port = start();
  assert.equal(start(), port);
  const server = createServer().listen(port, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const other = start();
  assert.notEqual(other, port);
  assert.equal(start(), other);
});
