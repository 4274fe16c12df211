import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateDifference, estimateMean } from './bootstrap.ts';
import { createRandom, normal } from './random.ts';
import { mean } from './sample.ts';

const experiments = 300;
const runs = 5;

/** Noise of one run, by its kind; the mean of none of them matters, because differences are taken. */
const noises: Record<string, (random: () => number) => number> = {
  normal,
  lognormal: (random) => Math.exp(normal(random)),
  'heavy-tailed': (random) => {
    const squares = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2;
    return normal(random) / Math.sqrt(squares / 3);
  },
};

type Interval = (one: number[], other: number[]) => [low: number, high: number];

const methods: Record<string, Interval> = {
  pairs: (one, other) => estimateMean(one.map((value, index) => value - other[index]!)).interval,
  'two samples': (one, other) => estimateDifference(one, other).interval,
};

test('95 % intervals from five runs contain the truth in 93 % of experiments and more', () => {
  for (const [name, noise] of Object.entries(noises)) {
    for (const [method, interval] of Object.entries(methods)) {
      const covered = coverage(noise, interval);
      assert.ok(covered >= 0.93, `${method}, ${name}: ${covered}`);
    }
  }
});

test('control: those of the percentile bootstrap do not', () => {
  for (const [name, noise] of Object.entries(noises)) {
    const covered = coverage(noise, percentileInterval);
    assert.ok(covered < 0.9, `${name}: ${covered}`);
  }
});

test('three runs are enough for an interval, and it is wider than that of more', () => {
  const width = (values: number[]) => {
    const [low, high] = estimateMean(values).interval;
    return high - low;
  };
  assert.ok(Number.isFinite(width([1, 2, 3])));
  assert.ok(width([1, 2, 3]) > 2 * width([1, 2, 3, 1, 2, 3]));
});

test('the p-value and the interval say the same, and every time', () => {
  const random = createRandom(5);
  const seen = new Set<boolean>();
  for (let experiment = 0; experiment < 50; experiment++) {
    const values = Array.from({ length: runs }, () => 0.9 + normal(random));
    const { interval, p } = estimateMean(values);
    const excludesZero = interval[0] > 0 || interval[1] < 0;
    assert.equal(excludesZero, p <= 0.05, `${interval} ${p}`);
    assert.deepEqual(estimateMean(values), estimateMean(values));
    seen.add(excludesZero);
  }
  assert.equal(seen.size, 2);
});

test('runs without any spread need no resamples', () => {
  assert.deepEqual(estimateMean([2, 2, 2]), { value: 2, interval: [2, 2], p: 0.0001 });
  assert.deepEqual(estimateMean([0, 0, 0]), { value: 0, interval: [0, 0], p: 1 });
  assert.equal(estimateDifference([0.1 + 0.2, 0.3, 0.3], [0.3, 0.3, 0.3]).p, 1);
  const { interval } = estimateDifference([5, 6, 7], [1, 1, 1]);
  assert.ok(interval[0] < 5 && interval[1] > 5);
});

/** The part of experiments without a difference whose interval contains 0. */
function coverage(noise: (random: () => number) => number, interval: Interval): number {
  const random = createRandom(1);
  const sample = () => Array.from({ length: runs }, () => noise(random));
  let covered = 0;
  for (let experiment = 0; experiment < experiments; experiment++) {
    const [low, high] = interval(sample(), sample());
    if (low <= 0 && 0 <= high) covered++;
  }
  return covered / experiments;
}

/** All resamples of five pairs, and the middle 95 % of their means. */
function percentileInterval(one: number[], other: number[]): [number, number] {
  const values = one.map((value, index) => value - other[index]!);
  const means = Array.from({ length: runs ** runs }, (_, number) =>
    mean(values.map((_, place) => values[Math.floor(number / runs ** place) % runs]!)),
  ).sort((a, b) => a - b);
  return [means[Math.floor(0.025 * means.length)]!, means[Math.ceil(0.975 * means.length) - 1]!];
}
