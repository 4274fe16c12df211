import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lab, ServerCounters } from '../../lab/schema.ts';
import { labelsBetween } from './markers.ts';
import { counters, labOf } from './testing/lab.ts';

/** The labels of a course of looks, one after the other. */
function labelsOf(...looks: Lab[]): string[] {
  return looks.slice(1).flatMap((now, i) => labelsBetween(looks[i]!, now));
}

const withCache = (...states: Partial<Lab['cache']>[]) =>
  labelsOf(...states.map((cache) => labOf([counters()], { cache, memcached: [{}] })));

const withServer = (...states: Partial<ServerCounters>[]) =>
  labelsOf(...states.map((state) => labOf([counters(state)])));

test('a change of the mode is marked with what it is now', () => {
  assert.deepEqual(withCache({ mode: 'tiered' }, { mode: 'off' }, { mode: 'off' }), ['mode off']);
});

test('emptying is one thing, whether a look falls into it or not', () => {
  const [before, after] = [{ generation: 4 }, { generation: 5, reason: 'emptied' }];
  const during = { generation: 4, pointers: 'off', reason: 'emptied' } as const;
  const settling = { generation: 5, pointers: 'settling', reason: 'emptied' } as const;
  assert.deepEqual(withCache(before, after), ['emptied']);
  assert.deepEqual(withCache(before, during, settling, after), ['emptied']);
  assert.deepEqual(withCache(before, settling, after), ['emptied']);
});

test('pointers that go off by themselves, and on again', () => {
  const off = { pointers: 'off', reason: 'Memcached does not answer' } as const;
  assert.deepEqual(withCache({}, off, {}), ['pointers off', 'pointers on']);
});

test('a server stops, and comes back', () => {
  const [draining, down] = [{ draining: true }, { up: false, draining: true }];
  const again = { startedAt: '2026-11-21T10:05:00Z' };
  assert.deepEqual(withServer({}, draining, down, again), ['app-1 stops', 'app-1 up']);
  assert.deepEqual(withServer({}, { up: false }, {}), ['app-1 down', 'app-1 up']);
  assert.deepEqual(withServer({}, again), ['app-1 restarted']);
  assert.deepEqual(labelsOf(labOf([]), labOf([counters()])), ['app-1 up']);
});

test('nothing is marked where nothing was done', () => {
  assert.deepEqual(withServer({ hits: 1 }, { hits: 2, uptimeMs: 11_000 }), []);
});
