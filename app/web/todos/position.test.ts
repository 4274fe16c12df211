import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { positionAfterMove, positionBetween } from './position.ts';

test('between two is their midpoint, beyond one is a step further', () => {
  assert.equal(positionBetween(1, 2), 1.5);
  assert.equal(positionBetween(undefined, 1), 0);
  assert.equal(positionBetween(1, undefined), 2);
  assert.equal(positionBetween(undefined, undefined), 0);
});

test('a gap that has no number left gives the upper one, for the server to spread them', () => {
  const next = 1 + Number.EPSILON;
  assert.equal(positionBetween(1, next), 1);
});

test('a move changes places with exactly one neighbour', () => {
  const positions = fc.uniqueArray(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2 });
  fc.assert(
    fc.property(positions, fc.nat(), fc.constantFrom<-1 | 1>(-1, 1), (numbers, at, step) => {
      const items = numbers.sort((a, b) => a - b).map((position) => ({ position }));
      const index = at % items.length;
      const position = positionAfterMove(items, index, step);
      const swapped = index + step;
      if (swapped < 0 || swapped >= items.length) return assert.equal(position, undefined);
      const moved = items.map((item, i) => (i === index ? { position: position! } : item));
      const order = [...moved.keys()].sort((a, b) => moved[a]!.position - moved[b]!.position);
      const expected = [...items.keys()];
      [expected[index], expected[swapped]] = [swapped, index];
      assert.deepEqual(order, expected);
    }),
  );
});
