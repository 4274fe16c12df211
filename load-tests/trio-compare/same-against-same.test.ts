import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Difference } from './comparison.ts';
import { latencyRows } from './rows.ts';
import { simulate } from './testing/simulated.ts';

const comparisons = 100;

test('a set against itself: ~ in 95 % of the rows, in 95 % of the comparisons', () => {
  const { rows, clean } = sameAgainstSame(({ significant }) => significant);
  assert.ok(rows >= 0.95, `${rows} of the rows`);
  assert.ok(clean >= 0.95, `${clean} of the comparisons`);
});

test('control: judged row by row, the comparisons are not clean', () => {
  // What the percentile bootstrap would call significant is about t > 1.6 with five runs.
  const naive: Judge = ({ absolute }) => {
    const [low, high] = absolute!.interval!;
    return Math.abs(absolute!.value) > 0.55 * ((high - low) / 2);
  };
  const { clean } = sameAgainstSame(naive);
  assert.ok(clean < 0.9, `${clean} of the comparisons`);
});

test('a difference of 30 % in noise of 5 % is found', () => {
  let found = 0;
  let rows = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const differences = compare(seed, { a: 1, b: 0.7 });
    rows += differences.length;
    found += differences.filter(({ significant }) => significant).length;
  }
  assert.ok(found / rows >= 0.95, `${found} of ${rows} rows`);
});

type Judge = (difference: Difference) => boolean;

/** The part of rows without a finding, and of comparisons of whose rows 95 % are without. */
function sameAgainstSame(judge: Judge): { rows: number; clean: number } {
  let clean = 0;
  let rows = 0;
  for (let seed = 1; seed <= comparisons; seed++) {
    const differences = compare(seed, { a: 1, b: 1 });
    const share = differences.filter((each) => !judge(each)).length / differences.length;
    rows += share;
    if (share >= 0.95) clean++;
  }
  return { rows: rows / comparisons, clean: clean / comparisons };
}

function compare(seed: number, sets: Record<string, number>): Difference[] {
  const results = simulate({ seed, sets, rounds: 5, noise: 0.05 });
  const rows = latencyRows(results, [{ baseline: 'a', set: 'b' }]);
  return rows.map(({ differences }) => differences[0]!);
}
