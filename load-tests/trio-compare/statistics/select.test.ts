import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from './random.ts';
import { select } from './select.ts';

test('the value at each rank is the one that sorting puts there', () => {
  const random = createRandom(2);
  for (let length = 1; length < 40; length++) {
    // Of few different values, so that many are equal.
    const values = Float64Array.from({ length }, () => Math.floor(random() * 12));
    const sorted = values.toSorted();
    for (let rank = 0; rank < length; rank++) {
      assert.equal(select(values.slice(), rank), sorted[rank]);
    }
  }
});
