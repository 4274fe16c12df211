import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lab, ServerCounters } from '../../lab/schema.ts';
import { type Buckets, bucketOf } from '../../observability/histogram.ts';
import { frameBetween } from './frames.ts';
import { counters, labOf } from './testing/lab.ts';

function figuresBetween(before: Lab, now: Lab) {
  return frameBetween({ atMs: 0, lab: before }, { atMs: 1_000, lab: now }).figures;
}

/** A server's two looks, two seconds apart by its own clock. */
function looks(name: string, counted: Partial<ServerCounters>): [ServerCounters, ServerCounters] {
  return [counters({ name }), counters({ name, uptimeMs: 12_000, ...counted })];
}

test('rates are of all servers together, each by its own clock', () => {
  const one = looks('app-1', { requests: 60, hits: 30, misses: 6, bypasses: 4, queries: 50 });
  const two = looks('app-2', { uptimeMs: 11_000, requests: 10, hits: 5, queries: 7 });
  const figures = figuresBetween(labOf([one[0], two[0]]), labOf([one[1], two[1]]));
  assert.deepEqual(
    [figures.hit, figures.miss, figures.bypass, figures.hitRate, figures.queries],
    [20, 3, 2, 0.8, 32],
  );
  assert.deepEqual([figures['share app-1'], figures['share app-2']], [0.75, 0.25]);
});

test('a server that was started again begins anew, and one that is silent has no share', () => {
  const before = labOf([
    counters({ requests: 900, hits: 900 }),
    counters({ name: 'app-2', requests: 5, hits: 5 }),
    counters({ name: 'app-3', requests: 70, hits: 70 }),
  ]);
  const now = labOf([
    counters({ startedAt: '2026-11-21T10:05:00Z', uptimeMs: 500, requests: 3, hits: 3 }),
    counters({ name: 'app-2', uptimeMs: 11_000, requests: 15, hits: 15 }),
    counters({ name: 'app-3', up: false, requests: 70, hits: 70, eventLoopDelayMs: 9 }),
  ]);
  const figures = figuresBetween(before, now);
  assert.equal(figures.hit, 10);
  assert.deepEqual(
    ['app-1', 'app-2', 'app-3'].map((name) => figures[`share ${name}`]),
    [0, 1, 0],
  );
  assert.equal(figures['loop app-3'], undefined);
});

test('percentiles are of the reads of all servers, and of this second', () => {
  const reads = (timeUs: number, count: number): Buckets => [[bucketOf(timeUs), count]];
  const slow = { hit: reads(64_000, 1_000), miss: [], bypass: [] };
  const quick = looks('app-1', { latency: { hit: reads(1_024, 980), miss: [], bypass: [] } });
  const before = counters({ name: 'app-2', latency: slow });
  const [[bucket, count]] = slow.hit as [Buckets[number]];
  const after = { ...slow, hit: [[bucket, count + 20]] satisfies Buckets };
  const now = counters({ name: 'app-2', uptimeMs: 12_000, latency: after });
  const figures = figuresBetween(labOf([quick[0], before]), labOf([quick[1], now]));
  assert.ok(figures['hit p95']! < 1.1, 'the average of the two would be 32 ms');
  assert.ok(figures['hit p99']! > 60);
  assert.equal(figures['miss p50'], undefined);
});

test('Memcached is told where it answers, its evictions where they are known twice', () => {
  const [before, now] = looks('app-1', { poolWaiting: 2 });
  const store = (each: object) => ({ memcached: [each, { up: true, items: 1, bytes: 10 }] });
  const first = labOf([before], store({ evictions: 5 }));
  const second = labOf([now], store({ evictions: 8, items: 2, bytes: 20 }));
  const figures = figuresBetween(first, second);
  assert.deepEqual(
    [figures.waiting, figures.items, figures.bytes, figures.evictions],
    [2, 3, 30, 3],
  );
  assert.equal(figuresBetween(second, first).evictions, undefined, 'it was started again');
  const down = labOf([now], { memcached: [{ up: false }] });
  assert.equal(figuresBetween(first, down).bytes, undefined);
});
