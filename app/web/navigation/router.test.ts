import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRoute, parseRoute, type Route } from './router.ts';

function parse(address: string): Route {
  const { pathname, search } = new URL(address, 'http://local');
  return parseRoute(pathname, search);
}

test('each address has its route', () => {
  assert.deepEqual(parse('/'), { page: 'view', view: 'today', q: '' });
  assert.deepEqual(parse('/upcoming'), { page: 'view', view: 'upcoming', q: '' });
  assert.deepEqual(parse('/all?q=milk+and'), { page: 'view', view: 'all', q: 'milk and' });
  assert.deepEqual(parse('/list/0193?q=x'), { page: 'list', id: '0193', q: 'x' });
  assert.deepEqual(parse('/label/a%2Fb'), { page: 'label', label: 'a/b', q: '' });
  assert.deepEqual(parse('/settings'), { page: 'settings' });
  assert.deepEqual(parse('/lab'), { page: 'lab' });
  for (const unknown of ['/nope', '/list', '/list/', '/today/x', '/list/a/b', '/label/%']) {
    const expected = unknown === '/label/%' ? 'label' : 'not-found';
    assert.equal(parse(unknown).page, expected, unknown);
  }
});

test('after signing in nobody is led to another site', () => {
  const to = (address: string) => (parse(address) as { to: string }).to;
  assert.equal(to('/sign-in?to=/list/1?q=x'), '/list/1?q=x');
  for (const bad of ['//evil.test', '/\\evil.test', 'https://evil.test', 'evil', '']) {
    assert.equal(to(`/sign-in?to=${encodeURIComponent(bad)}`), '/today', bad);
  }
});

test('every label and search comes back from its address', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  // Browsers take these two out of any path, however they are written.
  const label = text.filter((each) => each !== '.' && each !== '..');
  fc.assert(
    fc.property(label, text, (name, q) => {
      const route: Route = { page: 'label', label: name, q };
      assert.deepEqual(parse(formatRoute(route)), route);
    }),
  );
});
