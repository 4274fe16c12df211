import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../testing/polling.ts';
import { type BalancedStack, testBoth } from './testing/both.ts';
import { exchangeRaw, openRaw } from './testing/raw.ts';
import {
  downloadBytes,
  type Echo,
  endlessBytes,
  megabyte,
  patternedBytes,
  sha256,
} from './testing/upstream.ts';

testBoth('carries bodies whole, both ways', async (_t, { url }) => {
  const upload = patternedBytes(megabyte);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const response = await fetch(`${url}/echo`, { method, body: upload });
    const echo = (await response.json()) as Echo;
    assert.deepEqual([echo.method, echo.sizeBytes], [method, megabyte]);
    assert.equal(echo.sha256, sha256(upload));
  }
  const download = Buffer.from(await (await fetch(`${url}/download`)).arrayBuffer());
  assert.equal(sha256(download), sha256(patternedBytes(downloadBytes)));
});

testBoth('passes an event stream on as it comes', async (_t, { url }) => {
  const leave = new AbortController();
  const response = await fetch(`${url}/events`, { signal: leave.signal });
  const { value } = await response.body!.getReader().read();
  assert.equal(Buffer.from(value!).toString(), 'event: changed\ndata: {}\n\n');
  leave.abort();
});

testBoth(
  'ends the request at the server when the client leaves',
  async (_t, { url, upstreams }) => {
    for (const path of ['/hang', '/events']) {
      const before = abandoned(upstreams);
      const leave = new AbortController();
      const left = assert.rejects(readAll(`${url}${path}`, leave.signal));
      await until('it arrived', () => upstreams.some((u) => u.arrived.includes(`GET ${path}`)));
      assert.equal(abandoned(upstreams), before);
      leave.abort();
      await left;
      await until('the server sees it', () => abandoned(upstreams) === before + 1);
    }
  },
);

testBoth('makes the server wait for a slow reader', async (_t, { url, port, upstreams }) => {
  const reader = openRaw(port, 'GET /endless HTTP/1.1\r\nHost: trio\r\n\r\n').pause();
  const sent = () => upstreams.reduce((sum, { endlessSentBytes }) => sum + endlessSentBytes, 0);
  await until('it stalls', async () => {
    const before = sent();
    await delay(300);
    return before > 0 && sent() === before;
  });
  assert.ok(sent() < endlessBytes / 4, `${sent()} bytes sent to a client that reads none`);
  reader.destroy();
  // The control: a client that reads gets all of it.
  const all = await readAll(`${url}/endless`);
  assert.equal(all, endlessBytes);
});

testBoth('never lets an answer that broke off look complete', async (_t, { url }) => {
  await assert.rejects(readAll(`${url}/cut`));
  await assert.rejects(readAll(`${url}/cut-chunked`));
});

testBoth('survives a Trailer field, and switches no protocol', async (_t, { url, port }) => {
  const asked = 'Trailer: Expires\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n';
  const answer = await exchangeRaw(port, `GET /echo HTTP/1.1\r\nHost: trio\r\n${asked}\r\n`);
  assert.match(answer, /^HTTP\/1.1 200 /);
  assert.doesNotMatch(answer, /websocket|Expires/);
  assert.equal((await fetch(url)).status, 200);
});

async function readAll(url: string, signal?: AbortSignal): Promise<number> {
  const response = await fetch(url, signal ? { signal } : {});
  let sizeBytes = 0;
  for await (const chunk of response.body!) sizeBytes += chunk.length;
  return sizeBytes;
}

function abandoned(upstreams: BalancedStack['upstreams']): number {
  return upstreams.reduce((sum, upstream) => sum + upstream.abandoned, 0);
}
