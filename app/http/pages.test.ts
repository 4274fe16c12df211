import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import request from 'supertest';
import { problemOf } from '../../testing/answers.ts';
import { openTestApps } from '../../testing/apps.ts';
import { openTestWebClient } from '../../testing/web-client.ts';

async function open(t: TestContext): Promise<(path: string, accept?: string) => Promise<Response>> {
  await openTestWebClient(t);
  const { url } = (await openTestApps(t))[0]!;
  return (path, accept = 'text/html,*/*;q=0.8') =>
    fetch(`${url}${path}`, { headers: { accept }, redirect: 'manual' });
}

test('every address of the client is its one page, which is looked for anew each time', async (t) => {
  const get = await open(t);
  const pages = await Promise.all(
    ['/', '/today', '/lists/1', '/a/b/c?x=1', '/%E2%9C%93'].map((path) => get(path)),
  );
  const texts = await Promise.all(pages.map((page) => page.text()));
  for (const [i, page] of pages.entries()) {
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    assert.equal(texts[i], texts[0]);
  }
  const modified = pages[0]!.headers.get('last-modified') ?? '';
  const { origin } = new URL(pages[0]!.url);
  const again = await request(origin)
    .get('/')
    .set({ accept: 'text/html', 'if-modified-since': modified });
  assert.equal(again.status, 304);
});

test('what the page loads is there, and what has a hash in its name is kept for good', async (t) => {
  const get = await open(t);
  const page = await (await get('/')).text();
  const paths = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
  assert.ok(
    paths.some((path) => path.startsWith('/assets/')),
    'the page loads something',
  );
  for (const path of paths) {
    const answer = await get(path, '*/*');
    await answer.arrayBuffer();
    assert.equal(answer.status, 200, path);
    assert.doesNotMatch(answer.headers.get('content-type') ?? '', /html/);
    const kept = /max-age=31536000, immutable/.test(answer.headers.get('cache-control') ?? '');
    assert.equal(kept, path.startsWith('/assets/'), path);
  }
});

test('what is missing is 404, not the page', async (t) => {
  const get = await open(t);
  for (const path of [
    '/nothing.js',
    '/assets/nothing-0123.js',
    '/assets/',
    '/assets',
    '/favicon.ico.map',
  ]) {
    await problemOf(await get(path), 404);
  }
  await problemOf(await get('/today', 'application/json'), 404);
});

test('nothing beside the client can be read', async (t) => {
  const get = await open(t);
  const outside = [
    '/..%2f..%2fserver.ts',
    '/%2e%2e/%2e%2e/server.ts',
    '/assets/..%2f..%2f..%2fserver.ts',
    '/assets/%2e%2e%2fmain.tsx',
    '/..%5c..%5cserver.ts',
    '//etc/passwd.txt',
    '/.git/config',
    '/.env',
    '/a%00.ts',
  ];
  for (const path of outside) {
    const answer = await get(path, '*/*');
    const text = await answer.text();
    const isPage = text.includes('<div id="app">');
    assert.ok(isPage || answer.status >= 400, `${path}: ${answer.status} ${text.slice(0, 80)}`);
  }
});
