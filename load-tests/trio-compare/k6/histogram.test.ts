import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, normal } from '../statistics/random.ts';
import { Histogram } from './histogram.ts';

test('each percentile is within 0.1 % of the value at its rank', () => {
  const random = createRandom(6);
  const values = Array.from({ length: 20_000 }, () =>
    Math.exp(1 + 2 * Math.max(-3, normal(random))),
  );
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  const sorted = values.toSorted((one, other) => one - other);
  const percentiles = [1, 50, 95, 99, 99.99, 100];
  histogram.percentiles(percentiles).forEach((value, index) => {
    const exact = sorted[Math.ceil((percentiles[index]! / 100) * values.length) - 1]!;
    assert.ok(Math.abs(value / exact - 1) <= 0.00101, `p${percentiles[index]}: ${value}, ${exact}`);
  });
});

test('values of nothing count', () => {
  const histogram = new Histogram();
  histogram.add(0);
  histogram.add(5);
  assert.equal(histogram.count, 2);
  assert.ok(histogram.percentiles([50])[0]! <= 0.00101);
});
