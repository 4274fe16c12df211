import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { requireProgram } from '../../../testing/programs.ts';
import {
  accountsFile,
  type Heard,
  inventedAccounts,
  listen,
  rightReply,
} from '../../testing/listener.ts';
import { loadForNumbers } from '../../testing/run.ts';

/** What was asked, by whom, in order. */
function visitsOf(heard: Heard[]): string[] {
  return heard.map(({ method, path, headers, body }) => {
    return `${headers.cookie} ${method} ${path} ${body}`;
  });
}

test('the same seed makes the same visits, another seed makes others', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const ACCOUNTS_FILE = await accountsFile(t, inventedAccounts(20));
  const visitsWith = async (SEED: string) => {
    const { url, heard } = await listen(t, rightReply);
    // One virtual user, so that they come in order; it has time enough for all.
    const env = { RATE: '60', DURATION: '2s', VUS: '1', MAX_P99_MS: '10000' };
    await loadForNumbers(t, ['update-heavy'], { ...env, BASE_URL: url, ACCOUNTS_FILE, SEED });
    return visitsOf(heard).slice(0, 40);
  };
  const [first, again, other] = await Promise.all(['7', '7', '8'].map(visitsWith));
  assert.equal(first?.length, 40);
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
});

test('a mix updates its part, and accounts are chosen by Zipf with 0.99', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const { url, heard } = await listen(t, rightReply);
  const { metrics } = await loadForNumbers(t, ['update-heavy'], {
    BASE_URL: url,
    ACCOUNTS_FILE: await accountsFile(t, inventedAccounts(20)),
    RATE: '150',
    DURATION: '2s',
    MAX_P99_MS: '10000',
  });
  const all = heard.length;
  assert.ok(all >= 200, `${all}`);
  // With a seed that is given, these are always the same.
  const patches = heard.filter(({ method }) => method === 'PATCH').length / all;
  assert.ok(Math.abs(patches - 0.5) < 0.08, `${patches} are updates`);
  const firstAccount = heard.filter(({ headers }) => headers.cookie === 'session=0').length / all;
  assert.ok(Math.abs(firstAccount - 0.275) < 0.08, `${firstAccount} are the first account's`);
  assert.equal(metrics.trio_time?.values.count, all);
  assert.equal(metrics['trio_write_time{route:update}']?.values.count, patches * all);
});

test('a warm-up is the same traffic, and nothing of it is counted', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  let number = 0;
  const { url, heard } = await listen(t, async (request) => {
    number += 1;
    // Longer than the one virtual user has, but for the warm-up alone.
    if (number === 5) await delay(600);
    return rightReply(request);
  });
  const { code, stdout, stderr, metrics } = await loadForNumbers(t, ['read-only'], {
    BASE_URL: url,
    ACCOUNTS_FILE: await accountsFile(t, inventedAccounts(5)),
    RATE: '10',
    WARMUP: '2s',
    DURATION: '2s',
    VUS: '1',
    MAX_P99_MS: '10000',
  });
  assert.equal(code, 0, stderr + stdout);
  assert.match(stdout, /^\n {2}VALID: /);
  assert.equal(stderr.match(/measured part begins/g)?.length, 1);
  const dropped = metrics.dropped_iterations?.values.count ?? 0;
  assert.ok(dropped > 0, 'the warm-up drops visits');
  assert.equal(metrics['dropped_iterations{scenario:measured}']?.values.count, 0);
  const measured = metrics.trio_time?.values.count ?? 0;
  assert.ok(measured >= 19 && measured <= 21, `${measured}`);
  assert.equal(metrics.checks?.values.passes, measured);
  assert.equal(metrics['http_reqs{scenario:measured}']?.values.count, measured);
  assert.ok(heard.length - measured >= 10, `${heard.length} in all`);
});
