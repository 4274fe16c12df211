import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { requireProgram } from '../../testing/programs.ts';
import {
  accountsFile,
  type Heard,
  inventedAccounts,
  listen,
  rightReply,
} from '../testing/listener.ts';
import { load, loadForNumbers } from '../testing/run.ts';

async function slowly(heard: Heard) {
  await delay(300);
  return rightReply(heard);
}

test('a run with visits that could not begin is invalid', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const { url } = await listen(t, slowly);
  const env = {
    BASE_URL: url,
    ACCOUNTS_FILE: await accountsFile(t, inventedAccounts(5)),
    RATE: '20',
    DURATION: '2s',
    MAX_P99_MS: '10000',
  };
  const [few, enough] = await Promise.all([
    loadForNumbers(t, ['read-heavy'], { ...env, VUS: '2' }),
    loadForNumbers(t, ['read-heavy'], { ...env, VUS: '40' }),
  ]);
  assert.equal(few.code, 99);
  const dropped = few.metrics['dropped_iterations{scenario:measured}']?.values.count ?? 0;
  const begun = few.metrics.trio_visits?.values.count ?? 0;
  assert.match(
    few.stdout,
    new RegExp(`^\n {2}INVALID: ${dropped} of ${dropped + begun} visits were not begun`),
  );
  assert.match(few.stdout, /FAILED dropped_iterations\{scenario:measured\}: count<1\n/);
  assert.equal(enough.code, 0, enough.stdout + enough.stderr);
  assert.match(enough.stdout, /^\n {2}VALID: /);
});

test('breakpoint ends where it breaks, and says the rate that held', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  let visits = 0;
  const { url } = await listen(t, async (heard) => {
    if (heard.path === '/api/lists') visits += 1;
    // From the second step on, which begins with the 20th visit.
    if (visits > 25) await delay(3_000);
    return rightReply(heard);
  });
  const { code, stdout, stderr } = await load(['breakpoint'], {
    BASE_URL: url,
    ACCOUNTS_FILE: await accountsFile(t, inventedAccounts(5)),
    RATE: '10',
    STEPS: '10',
    DURATION: '20s',
    WRITES: '0',
    MAX_P99_MS: '2500',
    VUS: '200',
  });
  assert.equal(code, 99);
  const line =
    /^\n {2}HELD 10 visits\/s; 20 visits\/s did not hold: p99 \d+ ms, the limit is 2500 ms\n/;
  assert.match(stdout, line);
  // It didn't go on to the end: the highest rates were not tried.
  assert.doesNotMatch(stdout, /^ {4}100 /m);
  assert.doesNotMatch(stdout, /step:100/);
  // What k6 itself broke off at the end is nobody's error.
  assert.doesNotMatch(stderr, /context canceled/);
});
