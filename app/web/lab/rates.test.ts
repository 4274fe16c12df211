import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerCounters } from '../../lab/schema.ts';
import { formatBytes, formatShare, ratesBetween, totalHitRate } from './rates.ts';

function counters(change: Partial<ServerCounters>): ServerCounters {
  const none = { hitsLocal: 0, hitsMemcached: 0, collapsed: 0, writes: 0 };
  const counted = {
    requests: 0,
    queries: 0,
    hits: 0,
    misses: 0,
    bypasses: 0,
    localItems: 0,
    localBytes: 0,
  };
  const startedAt = '2026-11-21T10:00:00Z';
  const now = { draining: false, uptimeMs: 0, poolWaiting: 0, eventLoopDelayMs: 0 };
  const latency = { hit: [], miss: [], bypass: [] };
  return { name: 'app-1', up: true, startedAt, ...now, ...none, ...counted, latency, ...change };
}

test('rates are differences over time', () => {
  const before = counters({ requests: 100, hits: 10, misses: 10 });
  const now = counters({ requests: 160, hits: 40, misses: 15, bypasses: 5 });
  assert.deepEqual(ratesBetween(before, now, 2_000), { requestsPerSecond: 30, hitRate: 0.75 });
});

test('no reads have no hit rate, and a restarted server no rates', () => {
  const before = counters({ requests: 100, hits: 10 });
  assert.equal(ratesBetween(before, before, 1_000)?.hitRate, undefined);
  const restarted = counters({ startedAt: '2026-11-21T10:05:00Z', requests: 3 });
  assert.equal(ratesBetween(before, restarted, 1_000), undefined);
  assert.equal(totalHitRate(counters({})), undefined);
});

test('figures are short', () => {
  assert.equal(formatShare(0.876), '88 %');
  assert.equal(formatShare(undefined), '–');
  assert.equal(formatBytes(0), '0 B');
  assert.equal(formatBytes(20_480), '20.5 kB');
  assert.equal(formatBytes(2_340_123), '2.3 MB');
});
