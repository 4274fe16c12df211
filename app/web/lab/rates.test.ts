import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deltasBetween } from './frames.ts';
import { ratesOf, totalHitRate } from './rates.ts';
import { counters, labOf } from './testing/lab.ts';

test('a server has its part of the requests, and its own hit rate', () => {
  const names = ['app-1', 'app-2'];
  const before = labOf(names.map((name) => counters({ name })));
  const now = labOf([
    counters({ uptimeMs: 12_000, requests: 60, hits: 30, misses: 5, bypasses: 5 }),
    counters({ name: 'app-2', uptimeMs: 11_000, requests: 10 }),
  ]);
  assert.deepEqual(Object.fromEntries(ratesOf(deltasBetween(before, now))), {
    'app-1': { requestsPerSecond: 30, share: 0.75, hitRate: 0.75 },
    'app-2': { requestsPerSecond: 10, share: 0.25, hitRate: undefined },
  });
});

test('of nothing there is neither a share nor a hit rate', () => {
  const [before, now] = [labOf([counters()]), labOf([counters({ uptimeMs: 11_000 })])];
  assert.deepEqual(ratesOf(deltasBetween(before, now)).get('app-1'), {
    requestsPerSecond: 0,
    share: undefined,
    hitRate: undefined,
  });
  assert.equal(totalHitRate(counters()), undefined);
  assert.equal(totalHitRate(counters({ hits: 3, bypasses: 1 })), 0.75);
});
