import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Step, stagesOf, stepAt } from './steps.ts';

const steps: Step[] = [
  { name: 'up', fromRate: 0, toRate: 10, durationMs: 1_000 },
  { name: 'plateau', fromRate: 10, toRate: 10, durationMs: 3_000 },
  { name: 'more', fromRate: 20, toRate: 20, durationMs: 2_000 },
];

test('stages follow the steps, and jump where the next rate is another', () => {
  assert.deepEqual(stagesOf(steps), [
    { target: 10, duration: '1000ms' },
    { target: 10, duration: '3000ms' },
    { target: 20, duration: '0s' },
    { target: 20, duration: '2000ms' },
  ]);
});

test('a moment belongs to one step, and the end to the last', () => {
  const at = (elapsedMs: number) => stepAt(steps, elapsedMs);
  assert.deepEqual([at(0), at(999), at(1_000), at(3_999)], ['up', 'up', 'plateau', 'plateau']);
  assert.deepEqual([at(4_000), at(6_000), at(9_999)], ['more', 'more', 'more']);
  assert.equal(stepAt([], 0), undefined);
});
