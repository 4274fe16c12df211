import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type SignedIn, signUp } from '../testing/accounts.ts';
import { badFieldsOf, jsonOf, problemOf } from '../testing/answers.ts';
import { openTestApps } from '../testing/apps.ts';

async function open(t: TestContext): Promise<{ url: string; client: SignedIn }> {
  const { url } = (await openTestApps(t))[0]!;
  return { url, client: await signUp(url) };
}

/** Sends a body as it is. */
function send(client: SignedIn, url: string, body: string | Buffer, headers: object = {}) {
  const type = { 'content-type': 'application/json' };
  const { cookie } = client;
  return fetch(url, { method: 'POST', headers: { cookie, ...type, ...headers }, body });
}

describe('what is not there is 404', () => {
  const paths = [
    '/api',
    '/api/',
    '/api/nothing',
    '/api/me/x',
    '/api/todos/x/y',
    '/api/lists/1',
    '/nothing.js',
    '/assets/nothing',
    '/api/todos/%00',
    '/api/todos/00000000-0000-0000-0000-000000000000',
    "/api/todos/1'--",
  ];

  test('to whoever asks for it, also as a page', async (t) => {
    const { url, client } = await open(t);
    for (const path of paths) {
      for (const accept of ['application/json', '*/*', 'text/html']) {
        const answer = await client.request('GET', `${url}${path}`, undefined, { accept });
        const { detail } = await problemOf(answer, 404);
        assert.ok(!detail.includes('undefined'), detail);
      }
    }
  });

  test('by whatever method', async (t) => {
    const { url, client } = await open(t);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      await problemOf(await client.request(method, `${url}/api/nothing`, { a: 1 }), 404);
    }
    const answer = await client.request('PUT', `${url}/api/todo`, {});
    const { detail } = await problemOf(answer, 404);
    assert.equal(detail, 'There is nothing at PUT /api/todo.');
    await problemOf(await client.request('POST', `${url}/livez`), 404);
  });
});

test('a method that an address does not take is 405, and says which it takes', async (t) => {
  const { url, client } = await open(t);
  const id = '00000000-0000-0000-0000-000000000000';
  const cases = [
    ['PUT', '/api/todos', 'GET, POST, HEAD, OPTIONS'],
    ['DELETE', '/api/todos/', 'GET, POST, HEAD, OPTIONS'],
    ['POST', `/api/todos/${id}`, 'GET, PATCH, DELETE, HEAD, OPTIONS'],
    ['GET', '/api/session', 'POST, DELETE, OPTIONS'],
    ['PROPFIND', '/api/me', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
  ];
  for (const [method, path, allow] of cases) {
    const body = method === 'GET' ? undefined : {};
    const answer = await client.request(method!, url + path, body);
    assert.equal(answer.headers.get('allow'), allow);
    await problemOf(answer, 405);
  }
});

describe('a request that is malformed is 400', () => {
  const bodies = [
    '{',
    '{"title":',
    '',
    'null',
    '"text"',
    '1',
    'NaN',
    "{'title':1}",
    '{"a":1}{}',
    '\0',
  ];

  test('a body that is no JSON, or none of an object', async (t) => {
    const { url, client } = await open(t);
    for (const body of bodies.filter(Boolean)) {
      await problemOf(await send(client, `${url}/api/todos`, body), 400);
    }
    // Within a title it could be stored, with other characters in its place.
    const noUtf8 = Buffer.from('{"title": "caf\u00e9"}', 'latin1');
    const { detail } = await problemOf(await send(client, `${url}/api/todos`, noUtf8), 400);
    assert.equal(detail, 'The body is not UTF-8.');
    assert.deepEqual(await jsonOf(await client.request('GET', `${url}/api/todos`)), {
      todos: [],
      next: null,
    });
  });

  test('an address that is not properly encoded', async (t) => {
    const { url, client } = await open(t);
    for (const path of ['/api/todos/%zz', '/api/lists/%', '/%zz', '/api/tokens/%c3%28']) {
      const method = path.includes('tokens') ? 'DELETE' : 'GET';
      await problemOf(await client.request(method, `${url}${path}`), 400);
    }
  });
});

test('a list for a body is 422', async (t) => {
  const { url, client } = await open(t);
  assert.deepEqual(await badFieldsOf(await send(client, `${url}/api/todos`, '[]')), ['']);
});

test('a body over 1 MB is 413, and the connection goes on', async (t) => {
  const { url, client } = await open(t);
  const body = JSON.stringify({ title: 'a', notes: 'a'.repeat(1_100_000) });
  await problemOf(await send(client, `${url}/api/todos`, body), 413);
  await jsonOf(await client.request('GET', `${url}/api/me`));
});

test('a body of another type, compressed, or of another charset is 415', async (t) => {
  const { url, client } = await open(t);
  const json = JSON.stringify({ title: 'a' });
  const others = [
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=a' },
    { 'content-type': 'nonsense' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/json; charset=utf-16le' },
  ];
  for (const headers of others) {
    await problemOf(await send(client, `${url}/api/todos`, json, headers), 415);
  }
  const zipped = { 'content-encoding': 'gzip' };
  await problemOf(await send(client, `${url}/api/todos`, gzipSync(json), zipped), 415);
  await problemOf(await fetch(`${url}/api/session`, { method: 'POST' }), 415);
});

describe('what is wrong with a body', () => {
  test('is 422, and each unknown field is named', async (t) => {
    const { url, client } = await open(t);
    const bodyOf = (json: string) => send(client, `${url}/api/todos`, json);
    assert.deepEqual(await badFieldsOf(await bodyOf('{}')), ['title']);
    const unknown = '{"title":"a","__proto__":{"a":1},"constructor":1,"x":1}';
    assert.deepEqual(await badFieldsOf(await bodyOf(unknown)), ['__proto__', 'constructor', 'x']);
  });

  test('is answered shortly, however much of it there is', async (t) => {
    const { url, client } = await open(t);
    const labels = JSON.stringify({ title: 'a', labels: Array.from({ length: 90_000 }, () => '') });
    const unknown = JSON.stringify(
      Object.fromEntries(Array.from({ length: 80_000 }, (_, i) => [i, 0])),
    );
    for (const body of [labels, unknown]) {
      const answer = await send(client, `${url}/api/todos`, body);
      assert.ok(JSON.stringify(await problemOf(answer, 422)).length < 10_000);
    }
  });
});

describe('every answer', () => {
  test('says who served it, how long it took, and which request it was', async (t) => {
    const { url, client } = await open(t);
    const paths = [
      '/livez',
      '/readyz',
      '/metrics',
      '/api/openapi.json',
      '/api/me',
      '/api/x',
      '/x.js',
    ];
    for (const path of paths) {
      const { headers } = await client.request('GET', `${url}${path}`);
      assert.equal(headers.get('x-served-by'), 'app-1');
      assert.match(headers.get('x-request-id') ?? '', /^[\w-]{36}$/);
      assert.match(
        headers.get('server-timing') ?? '',
        /^cache;dur=\d+\.\d+, db;dur=\d+\.\d+, total;dur=\d+\.\d+$/,
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-powered-by'), null);
    }
  });

  test('that may be a page says what it may load, and who may show it', async (t) => {
    const { url, client } = await open(t);
    for (const path of ['/', '/today', '/x.js', '/assets/x.js']) {
      const { headers } = await client.request('GET', `${url}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'self'.*frame-ancestors 'none'/);
    }
  });

  test('has the id that the balancer gave, unless it is none', async (t) => {
    const { url, client } = await open(t);
    const idFor = async (id: string) => {
      const answer = await client.request('GET', `${url}/livez`, undefined, { 'x-request-id': id });
      return answer.headers.get('x-request-id');
    };
    assert.equal(await idFor('balancer-0123'), 'balancer-0123');
    for (const bad of ['short', 'a'.repeat(129), 'has spaces in it', '"quoted-text"']) {
      assert.match((await idFor(bad)) ?? '', /^[\w-]{36}$/);
    }
  });

  test('to HEAD is that to GET without its body, and ends', async (t) => {
    const { url, client } = await open(t);
    for (const path of ['/livez', '/api/me', '/api/todos', '/api/events', '/api/x']) {
      const signal = AbortSignal.timeout(5_000);
      const { cookie } = client;
      const options = { method: 'HEAD', headers: { cookie }, signal };
      const answer = await fetch(`${url}${path}`, options);
      assert.equal(answer.status, path === '/api/x' ? 404 : 200, path);
      assert.equal(await answer.text(), '');
    }
  });
});

test('clients that go away in the middle of anything leave the server as it was', async (t) => {
  const { url, client } = await open(t);
  const { port } = new URL(url);
  const head = `Host: a\r\nCookie: ${client.cookie}\r\n`;
  const halves = [
    `POST /api/todos HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"title`,
    `POST /api/todos HTTP/1.1\r\n${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"tit`,
    `GET /api/todos HTTP/1.1\r\n${head}\r\n`,
    `GET /api/events HTTP/1.1\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\n${head}\r\n`,
  ];
  for (const half of halves) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(half, () => socket.resetAndDestroy());
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
  }
  await jsonOf(await client.request('GET', `${url}/api/me`));
});
