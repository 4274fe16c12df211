import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareResults, IncomparableError } from './compare-results.ts';
import type { Results } from './model.ts';
import { fullResults } from './testing/full-results.ts';

function resultsOf(commit: string, factor = 1): Results {
  const results = fullResults();
  results.manifest = { ...results.manifest, commit, startedAt: commit };
  for (const { latencies } of results.runs) {
    for (const { percentilesMs } of latencies) {
      for (const key of Object.keys(percentilesMs)) percentilesMs[key]! *= factor;
    }
  }
  return results;
}

test('two commits are compared set by set, and not in pairs', () => {
  const { comparison, results } = compareResults(resultsOf('abc1234ff'), resultsOf('def5678', 3));
  assert.deepEqual(comparison.contrasts[1], {
    baseline: 'memcached (then abc1234)',
    set: 'memcached (now def5678)',
  });
  assert.deepEqual(comparison.latencies[0]!.differences[1]!.counts, [4, 4]);
  assert.ok(comparison.latencies[0]!.differences.every(({ significant }) => significant));
  assert.equal(results.capacity!.trials.length, 30);
  assert.match(
    comparison.sentence,
    /^With off \(now def5678\) instead of off \(then abc1234\), p99/,
  );
  assert.equal((results.manifest.before as { commit: string }).commit, 'abc1234ff');
});

test('control: the same results again show no difference', () => {
  const { comparison } = compareResults(resultsOf('one'), resultsOf('other'));
  const all = comparison.latencies.flatMap(({ differences }) => differences);
  assert.deepEqual(
    all.filter(({ significant }) => significant),
    [],
  );
});

test('what was not made in the same way is refused, with each part that differs', () => {
  const other = resultsOf('def5678');
  other.manifest.parameters = { ...(other.manifest.parameters as object), rate: 100, extra: true };
  assert.throws(
    () => compareResults(resultsOf('abc'), other),
    (error: Error) => {
      assert.ok(error instanceof IncomparableError);
      assert.equal(
        error.message,
        'the results were not made in the same way:\n' +
          '  parameters.rate: 200 then, 100 now\n' +
          '  parameters.extra: nothing then, true now',
      );
      return true;
    },
  );
  const renamed = { ...resultsOf('def5678'), sets: ['cold'] };
  assert.throws(() => compareResults(resultsOf('abc'), renamed), /no set in common/);
});
