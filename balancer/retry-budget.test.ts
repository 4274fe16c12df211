import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RetryBudget } from './retry-budget.ts';

test('grants at most a fifth of the requests and three more, in whatever order they come', () => {
  const calls = fc.array(fc.boolean(), { maxLength: 2_000 });
  fc.assert(
    fc.property(calls, (isRequest) => {
      const budget = new RetryBudget();
      let [requests, retries] = [0, 0];
      for (const request of isRequest) {
        if (request) {
          requests++;
          budget.deposit();
        } else if (budget.withdraw()) retries++;
        if (retries > 0.2 * requests + 3 + 1e-9) return false;
      }
      return true;
    }),
  );
});

test('saves up for a server that dies under load, and not without end', () => {
  const budget = new RetryBudget();
  for (let i = 0; i < 100_000; i++) budget.deposit();
  let granted = 0;
  while (budget.withdraw()) granted++;
  assert.ok(granted >= 999 && granted <= 1_001, `${granted}`);
});
