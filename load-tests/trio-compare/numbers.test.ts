import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, number, quantity, signed, tick } from './numbers.ts';

test('numbers have three significant digits, units, and a true minus sign', () => {
  const written = [0, 0.01234, 0.9996, 1.234, 12.34, 123.4, 999.9, 12_345.6, -4.56].map(number);
  assert.deepEqual(written, [
    ...['0', '0.0123', '1.00', '1.23', '12.3', '123', '1,000', '12,346', '−4.56'],
  ]);
  assert.equal(quantity(12.34, 'ms'), '12.3 ms');
  assert.equal(quantity(200, '/s'), '200/s');
  assert.equal(signed(0, 'points'), '±0 points');
  assert.equal(tick(1_000), '1,000');
});

test('changes are in percent, small ones to a tenth', () => {
  const written = [-0.5612, 0.0312, -0.0004, 0, 12.3].map(change);
  assert.deepEqual(written, ['−56 %', '+3.1 %', '±0 %', '±0 %', '+1,230 %']);
});
