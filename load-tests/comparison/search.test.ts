import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../seed/random.ts';
import type { Trial } from '../trio-compare/model.ts';
import { searchRates } from './search.ts';

/** What holds up to these rates, but for one trial in `hiccupEvery`, which no rate would hold. */
function fakeSystem(most: Record<string, number>, hiccupEvery = Number.POSITIVE_INFINITY) {
  let trials = 0;
  return async (set: string, rate: number): Promise<Trial> => {
    trials += 1;
    const held = rate <= (most[set] as number) && trials % hiccupEvery !== 0;
    return { set, rate, p99Ms: held ? 10 : 1_000, held, ...(!held && { reason: 'too slow' }) };
  };
}

const highest = (trials: Trial[], set: string) =>
  Math.max(...trials.filter((trial) => trial.set === set && trial.held).map(({ rate }) => rate));

for (const hiccupEvery of [Number.POSITIVE_INFINITY, 5]) {
  test(`finds each set's rate to a tenth, with a hiccup every ${hiccupEvery} trials`, async () => {
    const most = { off: 37, memcached: 210, tiered: 1_030 };
    const trials = await searchRates({
      sets: Object.keys(most),
      startRate: 100,
      tryRate: fakeSystem(most, hiccupEvery),
      random: createRandom(1),
    });
    for (const [set, rate] of Object.entries(most)) {
      const found = highest(trials, set);
      assert.ok(found <= rate && found >= rate / 1.1, `${set}: ${found} of ${rate}`);
    }
  });
}

test('ends where nothing holds', async () => {
  const tryRate = fakeSystem({ off: 0 });
  const trials = await searchRates({ sets: ['off'], startRate: 5, tryRate, random: Math.random });
  assert.ok(trials.every(({ held }) => !held));
});
