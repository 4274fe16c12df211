import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandsOf, columnsOf } from './columns.ts';

const spec = {
  title: 'Reads',
  series: ['hit', 'miss'].map((id) => ({ id, name: id, color: 1, dash: [] })),
  format: String,
  scale: 'linear' as const,
};

const frames = [{ hit: 3, miss: 1 }, {}, { hit: undefined, miss: 2 }].map((figures, atMs) => ({
  atMs,
  figures,
}));

test('what is missing is a gap', () => {
  assert.deepEqual(columnsOf(spec, frames), [
    [3, null, null],
    [1, null, 2],
  ]);
});

test('stacked series are put on top of each other, and a gap is one only where all are missing', () => {
  const stacked = { ...spec, stacked: true as const };
  assert.deepEqual(columnsOf(stacked, frames), [
    [3, null, 0],
    [4, null, 2],
  ]);
  assert.deepEqual(bandsOf(stacked), [{ series: [2, 1] }]);
});
