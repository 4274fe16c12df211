import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatCount, formatMs, formatRate, formatShare } from './format.ts';

test('figures are short, and a dash where there is none', () => {
  assert.equal(formatCount(12_345.4), '12,345');
  assert.deepEqual([0, 0.34, 9.96, 1_234.5].map(formatRate), ['0', '0.3', '10.0', '1,235']);
  assert.equal(formatShare(0.876), '88 %');
  assert.deepEqual([0, 20_480, 2_340_123].map(formatBytes), ['0 B', '20.5 kB', '2.3 MB']);
  assert.deepEqual([0, 0.42, 1.25, 13.4, 1_230].map(formatMs), [
    '0 ms',
    '0.42 ms',
    '1.3 ms',
    '13 ms',
    '1.2 s',
  ]);
  for (const format of [formatCount, formatRate, formatShare, formatBytes, formatMs]) {
    assert.equal(format(undefined), '–');
  }
});
