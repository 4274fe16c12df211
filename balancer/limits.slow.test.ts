import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe } from 'node:test';
import { until } from '../testing/polling.ts';
import { testBoth } from './testing/both.ts';
import { exchangeRaw, openRaw } from './testing/raw.ts';
import { megabyte, patternedBytes } from './testing/upstream.ts';

const head = 'HTTP/1.1\r\nHost: trio\r\n';

// Side by side: most of the time is spent waiting for timeouts.
describe('limits', { concurrency: 3 }, () => {
  testBoth('takes a header of 16 KB, and no more', async (_t, { port, upstreams }) => {
    const fields = (count: number) => `X-Field: ${'x'.repeat(990)}\r\n`.repeat(count);
    const close = 'Connection: close\r\n\r\n';
    const taken = await exchangeRaw(port, `GET /taken ${head}${fields(13)}${close}`);
    assert.match(taken, /^HTTP\/1.1 200 /);
    const refused = await exchangeRaw(port, `GET /refused ${head}${fields(18)}${close}`);
    assert.match(refused, /^HTTP\/1.1 431 /);
    assert.match(refused, /application\/problem\+json/);
    assert.deepEqual(
      upstreams.flatMap(({ arrived }) => arrived),
      ['GET /taken'],
    );
  });

  testBoth('takes content of 1 MB, and no more', async (_t, { url, port }) => {
    const post = (body: Buffer) => fetch(`${url}/echo`, { method: 'POST', body });
    assert.equal((await post(patternedBytes(megabyte))).status, 200);
    const refused = await post(patternedBytes(megabyte + 4));
    assert.equal(refused.status, 413);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json');
    assert.equal(((await refused.json()) as { status: number }).status, 413);
    const announced = `POST /echo ${head}Content-Length: 2000000\r\nConnection: close\r\n\r\n`;
    assert.match(await exchangeRaw(port, announced), /^HTTP\/1.1 413 /);
  });

  testBoth('stops chunked content at 1 MB', async (_t, { port }) => {
    const socket = openRaw(port, `POST /echo ${head}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    for (let i = 0; i < 17; i++) socket.write(chunk);
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^HTTP\/1.1 413 /);
    socket.destroy();
  });

  testBoth(
    'answers 408 to a header or content that does not arrive within 10 s',
    async (_t, { kind, url, port }) => {
      const slow = [
        `GET /slow-header ${head}X-Half: `,
        `POST /echo ${head}Content-Length: 10\r\n\r\n12345`,
        `POST /echo ${head}Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n`,
      ].map((bytes) => openRaw(port, bytes));
      const startedAt = performance.now();
      const answers = await Promise.all(slow.map(untilClosed));
      const seconds = (performance.now() - startedAt) / 1000;
      assert.ok(seconds > 9 && seconds < 15, `${seconds} s`);
      for (const answer of answers) {
        if (kind === 'node') assert.match(answer, /^HTTP\/1.1 408 [\s\S]*problem\+json/);
        else assert.equal(answer, '');
      }
      assert.equal((await fetch(url)).status, 200);
    },
    { nginxInstead: 'closes the connection without an answer' },
  );

  testBoth(
    'gives one address so many connections, and refuses more with 503',
    async (_t, { url, port }) => {
      const all = Array.from({ length: 12 }, () => openRaw(port, `GET /events ${head}\r\n`));
      const answers = await Promise.all(
        all.map(async (socket) => String(await once(socket, 'data'))),
      );
      const [taken, refused] = [/^HTTP\/1.1 200 /, /^HTTP\/1.1 503 /].map((status) =>
        answers.filter((answer) => status.test(answer)),
      );
      // The check of the start may have left a connection or two open, which count as well.
      assert.ok(taken!.length >= 6 && taken!.length <= 8, `${taken!.length} taken`);
      assert.equal(refused!.length, 12 - taken!.length);
      for (const answer of refused!) assert.match(answer, /Retry-After: 1\r\n/);
      for (const answer of refused!) assert.match(answer, /application\/problem\+json/);
      for (const socket of all) socket.destroy();
      await until('there is room', async () => (await fetch(`${url}/todo`)).status === 200);
    },
    { connectionsPerAddress: 8 },
  );

  testBoth(
    'does not count the connections of a trusted proxy',
    async (_t, { url, port }) => {
      const held = Array.from({ length: 8 }, () => openRaw(port, `GET /events ${head}\r\n`));
      await Promise.all(held.map((socket) => once(socket, 'data')));
      assert.equal((await fetch(`${url}/todo`)).status, 200);
      for (const socket of held) socket.destroy();
    },
    { connectionsPerAddress: 8, trustedProxies: ['127.0.0.1'] },
  );
});

async function untilClosed(socket: Socket): Promise<string> {
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}
