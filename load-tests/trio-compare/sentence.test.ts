import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSets } from './compare-sets.ts';
import type { Results } from './model.ts';
import { simulate } from './testing/simulated.ts';

const sentence = (results: Results) => compareSets(results).comparison.sentence;

function simulated(sets: Record<string, number>, rounds = 5): Results {
  return simulate({ seed: 4, sets, rounds, noise: 0.03 });
}

test('what is faster, by how much, and why', () => {
  assert.match(
    sentence(simulated({ off: 1, memcached: 0.5 })),
    /^With memcached instead of off, p99 of all requests falls from [\d.]+ ms to [\d.]+ ms \(−\d\d %, 95 % CI −\d\d % to −\d\d %\) at 200 arrivals\/s, with 9\d\.\d % of the reads answered by the cache and 0\.6\d* instead of 5\.\d+ Postgres queries per request\.$/,
  );
});

test('what is slower', () => {
  assert.match(
    sentence(simulated({ b: 1, a: 1.6 })),
    /^With a instead of b, p99 of all requests rises from .* \(\+\d\d %, 95 % CI \+\d\d % to \+\d\d %\)/,
  );
});

test('no difference, and what is still possible', () => {
  assert.match(
    sentence(simulated({ a: 1, b: 1 })),
    /^Between a and b, no difference in p99 of all requests could be shown \([\d.]+ ms and [\d.]+ ms\); if there is one, it is between [−+][\d.]+ % and [−+][\d.]+ % \(95 % CI\) at 200/,
  );
});

test('where p99 shows nothing, a difference in p50 is told', () => {
  const results = simulated({ a: 1, b: 1 });
  for (const run of results.runs.filter(({ set }) => set === 'b')) {
    run.latencies[0]!.percentilesMs['50']! *= 0.4;
  }
  assert.match(sentence(results), /^Between a and b, no difference .*; p50 of all requests falls/);
});

test('of several sets, each is compared with the first', () => {
  assert.match(
    sentence(simulated({ off: 1, memcached: 0.5, tiered: 0.4, local: 1 })),
    /^With memcached instead of off, p99 .* falls .*; with tiered, to [\d.]+ ms \(.*\); between off and local, no difference .*\.$/,
  );
});

test('one run each, and two', () => {
  assert.match(
    sentence(simulated({ a: 1, b: 0.5 }, 1)),
    /^P99 of all requests was .* with a and .* with b \(−\d\d %\), one run each, which can't tell a difference from noise/,
  );
  assert.match(sentence(simulated({ a: 1, b: 0.5 }, 2)), /2 runs each, which are too few/);
});

test('runs that do not count', () => {
  const results = simulated({ a: 1, b: 0.5 });
  for (const run of results.runs) if (run.set === 'b') run.invalid = ['made no request'];
  assert.match(sentence(results), /^There is no comparison of b with a: no run of b counts/);
  for (const run of results.runs) run.invalid = ['made no request'];
  assert.equal(sentence(results), 'There is nothing to compare: no run that counts has a latency.');
});
