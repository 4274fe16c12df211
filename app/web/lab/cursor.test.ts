import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameAt, stepTo } from './cursor.ts';

const frames = Array.from({ length: 30 }, (_, i) => ({ atMs: i * 1_000, figures: {} }));

test('the keys move by one, by ten, to both ends, and no further', () => {
  assert.equal(stepTo('ArrowLeft', frames, undefined), 28_000);
  assert.equal(stepTo('ArrowRight', frames, 28_000), 29_000);
  assert.equal(stepTo('ArrowRight', frames, 29_000), 29_000);
  assert.equal(stepTo('PageDown', frames, 15_000), 5_000);
  assert.equal(stepTo('PageDown', frames, 5_000), 0);
  assert.equal(stepTo('PageUp', frames, 5_000), 15_000);
  assert.equal(stepTo('Home', frames, 5_000), 0);
  assert.equal(stepTo('End', frames, 5_000), 29_000);
});

test('Escape goes back to the last one; other keys are left to others', () => {
  assert.equal(stepTo('Escape', frames, 5_000), undefined);
  assert.equal(stepTo('Tab', frames, 5_000), null);
  assert.equal(stepTo('ArrowLeft', [], undefined), undefined);
});

test('a time that is gone shows the oldest that there is', () => {
  assert.equal(frameAt(frames, undefined)?.atMs, 29_000);
  assert.equal(frameAt(frames, 5_400)?.atMs, 5_000);
  assert.equal(frameAt(frames, -90_000)?.atMs, 0);
});
