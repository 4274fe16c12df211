import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Buckets,
  boundsUs,
  bucketCount,
  bucketOf,
  bucketsOf,
  createHistogram,
  merge,
  quantileMs,
  record,
  relativeError,
  since,
} from './histogram.ts';

const quantiles = [0.5, 0.95, 0.99, 1];

/** From 16 µs to a minute, as many short ones as long ones. */
const timesMs = fc.array(
  fc.double({ min: Math.log(0.016), max: Math.log(60_000), noNaN: true }).map(Math.exp),
  { minLength: 1, maxLength: 300 },
);

function bucketsOfTimes(times: readonly number[]): Buckets {
  const histogram = createHistogram();
  for (const time of times) record(histogram, time);
  return bucketsOf(histogram);
}

/** By nearest rank. */
function exactQuantile(times: readonly number[], quantile: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * quantile) - 1]!;
}

const isWithin = (found: number | undefined, exact: number) =>
  found !== undefined && Math.abs(found - exact) <= exact * relativeError * (1 + 1e-9);

test('the buckets leave no gap, and each time is in its own', () => {
  let edge = 0;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const { from, to } = boundsUs(bucket);
    assert.equal(from, edge);
    assert.deepEqual([bucketOf(from), bucketOf(to - 0.001)], [bucket, bucket]);
    edge = to;
  }
  assert.equal(edge, 2 ** 26);
});

test('a time that is too long counts as the longest, none is lost', () => {
  assert.deepEqual(bucketsOfTimes([0, 67_200, 1e9]), [
    [0, 1],
    [bucketCount - 1, 2],
  ]);
});

test('percentiles of merged histograms are those of all samples, within the stated error', () => {
  fc.assert(
    fc.property(fc.array(timesMs, { minLength: 1, maxLength: 4 }), (servers) => {
      const merged = merge(servers.map(bucketsOfTimes));
      for (const quantile of quantiles) {
        assert.ok(isWithin(quantileMs(merged, quantile), exactQuantile(servers.flat(), quantile)));
      }
    }),
  );
});

test('control: averaged percentiles are not', () => {
  const quick = Array.from({ length: 990 }, (_, i) => 1 + i / 1_000);
  const slow = Array.from({ length: 10 }, (_, i) => 500 + i);
  const exact = exactQuantile([...quick, ...slow], 0.95);
  const averaged = [quick, slow]
    .map((times) => quantileMs(bucketsOfTimes(times), 0.95)!)
    .reduce((sum, each) => sum + each / 2, 0);
  assert.ok(!isWithin(averaged, exact), `${averaged} for ${exact}`);
  const merged = merge([bucketsOfTimes(quick), bucketsOfTimes(slow)]);
  assert.ok(isWithin(quantileMs(merged, 0.95), exact));
});

test('the difference of two looks is what was counted in between', () => {
  fc.assert(
    fc.property(timesMs, timesMs, (before, after) => {
      const [then, now] = [bucketsOfTimes(before), bucketsOfTimes([...before, ...after])];
      assert.deepEqual(since(then, now), bucketsOfTimes(after));
    }),
  );
});

test('nothing has no percentiles', () => {
  assert.equal(quantileMs([], 0.5), undefined);
});
