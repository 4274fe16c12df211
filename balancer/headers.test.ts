import assert from 'node:assert/strict';
import type { BalancedStack } from './testing/both.ts';
import { testBoth } from './testing/both.ts';
import { exchangeRaw } from './testing/raw.ts';

testBoth(
  'says itself who the client is and drops fields about the connection',
  async (_t, stack) => {
    const fields = await fieldsAtServer(stack, [
      'X-Forwarded-For: 6.6.6.6',
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Port: 666',
      'Forwarded: for=6.6.6.6',
      'X-Real-IP: 6.6.6.6',
      'Keep-Alive: timeout=600',
      'Proxy-Connection: keep-alive',
      'Proxy-Authorization: Basic eDp5',
      'TE: trailers',
      'Cookie: a=1',
      'X-Own: kept',
    ]);
    assert.equal(fields['x-forwarded-for'], '127.0.0.1');
    assert.equal(fields['x-forwarded-host'], 'trio.example');
    assert.equal(fields['x-forwarded-proto'], 'http');
    assert.equal(fields.host, 'trio.example');
    assert.equal(fields.cookie, 'a=1');
    assert.equal(fields['x-own'], 'kept');
    const dropped = ['x-forwarded-port', 'forwarded', 'x-real-ip', 'keep-alive', 'te'];
    for (const name of [...dropped, 'proxy-connection', 'proxy-authorization']) {
      assert.equal(fields[name], undefined, name);
    }
  },
);

testBoth(
  'takes the word of a trusted proxy on who the client is, and adds its address',
  async (_t, stack) => {
    const said = [
      'X-Forwarded-For: 203.0.113.7',
      'X-Forwarded-Host: shop.example',
      'X-Forwarded-Proto: https',
      'Forwarded: for=203.0.113.7;proto=https',
    ];
    const fields = await fieldsAtServer(stack, said);
    assert.equal(fields['x-forwarded-for'], '203.0.113.7, 127.0.0.1');
    assert.equal(fields['x-forwarded-host'], 'shop.example');
    assert.equal(fields['x-forwarded-proto'], 'https');
    assert.equal(fields.forwarded, 'for=203.0.113.7;proto=https, for=127.0.0.1');
    const silent = await fieldsAtServer(stack, []);
    assert.equal(silent['x-forwarded-for'], '127.0.0.1');
    assert.equal(silent['x-forwarded-host'], 'trio.example');
    assert.equal(silent['x-forwarded-proto'], 'http');
    assert.equal(silent.forwarded, undefined);
  },
  { trustedProxies: ['192.0.2.1', '127.0.0.0/8'] },
);

testBoth('gives each request an id, and keeps a sane one', async (_t, stack) => {
  const ids = new Map<string | undefined, boolean>([
    [undefined, false],
    ['abc-123_DEF.4', true],
    ['short', false],
    ['with space and "quotes"', false],
    ['x'.repeat(129), false],
  ]);
  for (const [given, kept] of ids) {
    const headers = given === undefined ? {} : { 'X-Request-Id': given };
    const response = await fetch(`${stack.url}/echo`, { headers });
    const returned = response.headers.get('x-request-id');
    const { rawHeaders } = (await response.json()) as { rawHeaders: string[] };
    assert.equal(fieldsOf(rawHeaders)['x-request-id'], returned);
    assert.equal(returned === given, kept, `${given} -> ${returned}`);
    assert.match(returned!, /^[\w.-]{8,128}$/);
  }
});

testBoth('hides the servers own metrics', async (_t, { url, port, upstreams }) => {
  for (const path of ['/metrics', '/metrics/', '/Metrics', '/metrics?x=1']) {
    const response = await fetch(`${url}${path}`);
    assert.equal(response.status, 404, path);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.equal(((await response.json()) as { status: number }).status, 404);
  }
  const absolute =
    'GET http://trio.example/metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  assert.match(await exchangeRaw(port, absolute), /^HTTP\/1.1 404 /);
  assert.deepEqual(
    upstreams.flatMap(({ arrived }) => arrived),
    [],
  );
  assert.equal((await fetch(`${url}/metricsx`)).status, 200);
});

testBoth('takes an absolute-form target and its authority', async (_t, stack) => {
  const line = 'GET http://trio.example/echo?a=1 HTTP/1.1';
  const answer = await exchangeRaw(
    stack.port,
    `${line}\r\nHost: other\r\nConnection: close\r\n\r\n`,
  );
  const { url, rawHeaders } = JSON.parse(
    answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1),
  );
  assert.equal(url, '/echo?a=1');
  assert.equal(fieldsOf(rawHeaders).host, 'trio.example');
});

testBoth('refuses what it can not forward with one meaning', async (_t, { port, upstreams }) => {
  const refused: [string, RegExp][] = [
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 400 /],
    ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 400 /],
    ['nonsense\r\n\r\n', /^HTTP\/1.1 400 /],
    ['TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 405 /],
    ['CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 40[05] /],
    [
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n',
      /^HTTP\/1.1 (400|501) /,
    ],
    [
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1.1 400 /,
    ],
  ];
  for (const [bytes, status] of refused) {
    const answer = await exchangeRaw(port, bytes);
    assert.match(answer, status, bytes);
    assert.match(answer, /application\/problem\+json/, bytes);
  }
  assert.deepEqual(
    upstreams.flatMap(({ arrived }) => arrived),
    [],
  );
});

async function fieldsAtServer({ port }: BalancedStack, fields: string[]) {
  const head = ['GET /echo HTTP/1.1', 'Host: trio.example', ...fields, 'Connection: close'];
  const answer = await exchangeRaw(port, `${head.join('\r\n')}\r\n\r\n`);
  const json = answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
  return fieldsOf(JSON.parse(json).rawHeaders);
}

function fieldsOf(rawHeaders: string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let i = 0; i < rawHeaders.length; i += 2) {
    fields[rawHeaders[i]!.toLowerCase()] = rawHeaders[i + 1]!;
  }
  return fields;
}
