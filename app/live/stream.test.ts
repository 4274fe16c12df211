import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import express, { type Request, type Response } from 'express';
import { until } from '../../testing/polling.ts';
import { openStream, type Stream } from './stream.ts';

/** A server whose one answer is a stream. */
async function serve(
  t: TestContext,
  answer: (req: Request, res: Response) => void | Promise<void>,
): Promise<string> {
  const server = createServer(express().get('/', answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('events arrive as they were sent, and the end is told to both sides', async (t) => {
  let ends = 0;
  const url = await serve(t, (req, res) => {
    const stream = openStream(req, res);
    stream.onEnd(() => {
      ends += 1;
    });
    stream.send('one', '1');
    stream.send('two', '{"a":2}');
    stream.end();
  });
  const answer = await fetch(url);
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(
    await answer.text(),
    'retry: 1000\n\nevent: one\ndata: 1\n\nevent: two\ndata: {"a":2}\n\n',
  );
  await until('it is told here', () => ends > 0);
  assert.equal(ends, 1);
});

test('what is sent after the end is dropped, and harms nobody', async (t) => {
  const url = await serve(t, (req, res) => {
    const stream = openStream(req, res);
    stream.end();
    stream.send('late', '1');
    stream.end();
    setImmediate(() => stream.send('later', '1'));
  });
  assert.equal(await (await fetch(url)).text(), 'retry: 1000\n\n');
  assert.equal(await (await fetch(url)).text(), 'retry: 1000\n\n', 'the server lives');
});

test('a client that left before the stream began is noticed', async (t) => {
  let ends = 0;
  let asked = false;
  const url = await serve(t, async (req, res) => {
    asked = true;
    await once(res, 'close');
    openStream(req, res).onEnd(() => {
      ends += 1;
    });
  });
  const leaving = request(url).on('error', () => undefined);
  leaving.end();
  await until('it was asked', () => asked);
  leaving.destroy();
  await until('it is told', () => ends === 1);
});

test('a client that does not read is let go', async (t) => {
  let stream: Stream | undefined;
  let ended = false;
  const url = await serve(t, (req, res) => {
    stream = openStream(req, res);
    stream.onEnd(() => {
      ended = true;
    });
  });
  const deaf = request(url, (response) => response.pause()).on('error', () => undefined);
  deaf.end();
  t.after(() => deaf.destroy());
  await until('it has a stream', () => stream !== undefined);
  await until('it is let go', () => {
    stream!.send('much', 'x'.repeat(500_000));
    return ended;
  });
});

test('a comment keeps the connection alive, and stops with it', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let ended = false;
  const url = await serve(t, (req, res) => {
    openStream(req, res).onEnd(() => {
      ended = true;
    });
  });
  const leaving = new AbortController();
  const answer = await fetch(url, { signal: leaving.signal });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, 'retry: 1000\n\n');
  for (let i = 0; i < 3; i += 1) {
    t.mock.timers.tick(15_000);
    assert.equal((await reader.read()).value, ':\n\n');
  }
  leaving.abort();
  await until('it has ended', () => ended);
});
