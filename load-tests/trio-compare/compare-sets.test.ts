import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSets } from './compare-sets.ts';
import { known, type Results } from './model.ts';
import { fullResults } from './testing/full-results.ts';
import { simulate } from './testing/simulated.ts';

/** p99 of all requests, and nothing else, by set and run. */
function resultsOf(times: Record<string, number[]>, areRounds = true): Results {
  const runs = Object.entries(times).flatMap(([set, each]) =>
    each.map((ms, index) => ({
      ...{ set, startedAt: '', durationMs: 1_000, invalid: [], figures: [], series: [] },
      ...(areRounds && { round: index + 1 }),
      latencies: [{ by: 'all' as const, name: 'all', count: 100, percentilesMs: { '99': ms } }],
      servers: {},
    })),
  );
  return { format: 'trio-compare/1', manifest: {}, sets: Object.keys(times), runs };
}

const drifting = { a: [10, 20, 40, 15, 30], b: [8.1, 15.8, 32.3, 12.1, 23.8] };

test('runs of one round are pairs: what the machine does from round to round cancels out', () => {
  const [row] = compareSets(resultsOf(drifting)).comparison.latencies;
  assert.equal(row!.differences[0]!.pairs, 5);
  assert.equal(row!.differences[0]!.significant, true);
  const [unpaired] = compareSets(resultsOf(drifting, false)).comparison.latencies;
  assert.deepEqual(unpaired!.differences[0]!.counts, [5, 5]);
  assert.equal(unpaired!.differences[0]!.significant, false);
});

test('a run that does not count takes its pair with it', () => {
  const results = resultsOf(drifting);
  results.runs[1]!.invalid.push('dropped 3 iterations');
  results.runs[1]!.latencies[0]!.percentilesMs['99'] = 9_000;
  const { comparison } = compareSets(results);
  assert.equal(comparison.latencies[0]!.differences[0]!.pairs, 4);
  assert.ok(comparison.latencies[0]!.levels.a! < 30);
  assert.deepEqual(comparison.runs[0], { set: 'a', valid: 4, all: 5 });
  assert.deepEqual(comparison.warnings, ['1 of 10 runs is left out: dropped 3 iterations.']);
});

test('with two runs there is a difference, but no interval', () => {
  const { comparison } = compareSets(resultsOf({ a: [10, 11], b: [5, 5.5] }));
  const [difference] = comparison.latencies[0]!.differences;
  assert.equal(difference!.relative!.value.toFixed(3), '-0.500');
  assert.equal(difference!.absolute!.interval, undefined);
  assert.equal(difference!.significant, false);
  assert.match(comparison.warnings[0]!, /fewer than 3 runs that count: a has 2, b has 2/);
});

test('the two counts of the hits must agree within half a point', () => {
  const results = fullResults();
  assert.ok(compareSets(results).comparison.hitRates.every(({ agree }) => agree));
  for (const run of results.runs.filter(({ set }) => set === 'tiered')) {
    run.figures.find(({ name }) => name === known.hitRateOfMemcached)!.value -= 0.9;
  }
  const { hitRates, warnings } = compareSets(results).comparison;
  assert.deepEqual(
    hitRates.map(({ agree }) => agree),
    [true, true, false],
  );
  assert.match(
    warnings.at(-1)!,
    /^The hit rate of tiered at Memcached is .* more than half a point apart/,
  );
});

test('the highest rate is the highest that was held', () => {
  assert.deepEqual(compareSets(fullResults()).comparison.capacities, [
    { set: 'off', rate: 200 },
    { set: 'memcached', rate: 600 },
    { set: 'tiered', rate: 600 },
  ]);
});

test('one set is no comparison', () => {
  const one = simulate({ seed: 1, sets: { a: 1 }, rounds: 3, noise: 0.05 });
  assert.throws(() => compareSets(one), /takes two/);
});
