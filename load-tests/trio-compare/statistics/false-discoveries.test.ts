import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discoveries } from './false-discoveries.ts';

test('the example of the paper: 4 of 15, where Bonferroni finds 3 and no correction 9', () => {
  const pValues = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
    0.6528, 0.759, 1,
  ];
  const shuffled = pValues.toReversed();
  assert.deepEqual(
    shuffled.filter((_, index) => discoveries(shuffled)[index]),
    [0.0095, 0.0019, 0.0004, 0.0001],
  );
});

test('a p-value above its own step is a discovery if a later one is below its step', () => {
  assert.deepEqual(discoveries([0.04, 0.045]), [true, true]);
  assert.deepEqual(discoveries([0.04, 0.06]), [false, false]);
  assert.deepEqual(discoveries([]), []);
});
