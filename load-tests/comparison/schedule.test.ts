import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRuns } from './schedule.ts';

test('every set runs once in each round', () => {
  const planned = planRuns(3, 5, 1);
  for (let round = 1; round <= 5; round += 1) {
    const sets = planned.filter((run) => run.round === round).map(({ set }) => set);
    assert.deepEqual(sets.toSorted(), [0, 1, 2]);
    assert.deepEqual(
      planned.slice((round - 1) * 3, round * 3).map((run) => run.round),
      [round, round, round],
    );
  }
});

test('the order is drawn anew for each round, and the same for the same seed', () => {
  const orders = new Set(
    Array.from({ length: 20 }, (_, seed) => JSON.stringify(planRuns(3, 5, seed))),
  );
  assert.ok(orders.size > 15);
  assert.deepEqual(planRuns(3, 5, 7), planRuns(3, 5, 7));
  const first = Array.from({ length: 300 }, (_, seed) => planRuns(3, 1, seed)[0]?.set);
  for (const set of [0, 1, 2]) {
    const share = first.filter((each) => each === set).length / first.length;
    assert.ok(share > 0.2 && share < 0.47, `${set} comes first in ${share} of the rounds`);
  }
});
