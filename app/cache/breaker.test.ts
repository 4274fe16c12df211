import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Breaker } from './breaker.ts';

test('closed, it admits all; open, nothing until the pause is over; half-open, one probe', () => {
  const breaker = new Breaker(0);
  assert.ok(breaker.admits() && breaker.admits());
  breaker.open();
  assert.equal(breaker.state, 'open');
  assert.ok(breaker.admits(), 'the probe');
  assert.equal(breaker.state, 'half-open');
  assert.equal(breaker.admits(), false);
  breaker.close();
  assert.ok(breaker.admits() && breaker.admits());
});

test('the pause begins anew with each failure', () => {
  const breaker = new Breaker(60_000);
  breaker.open();
  assert.equal(breaker.admits(), false);
  breaker.open();
  assert.equal(breaker.admits(), false);
});

test('what can not happen throws: a probe that succeeds where none is under way', () => {
  const breaker = new Breaker(60_000);
  assert.throws(() => breaker.close(), /breaker: closed can't close/);
  breaker.open();
  assert.throws(() => breaker.close(), /breaker: open can't close/);
});
