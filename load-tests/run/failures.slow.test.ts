import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../../stack/ports.ts';
import { requireProgram } from '../../testing/programs.ts';
import { valuesByTag } from '../testing/by-tag.ts';
import {
  accountsFile,
  inventedAccounts,
  listen,
  type Reply,
  rightReply,
} from '../testing/listener.ts';
import { load, loadForNumbers } from '../testing/run.ts';

const short = { RATE: '20', DURATION: '1s', MAX_P99_MS: '10000' };

const wrong: [string, (right: Reply) => Reply][] = [
  ['5xx', () => ({ status: 503 })],
  ['4xx', () => ({ status: 404 })],
  ['status', (right) => ({ ...right, status: 202 })],
  ['header', (right) => ({ ...right, headers: { 'X-Served-By': 'app-1' } })],
  ['header', (right) => ({ ...right, headers: { 'Cache-Status': 'trio; hit; detail=local' } })],
  ['body', (right) => ({ ...right, body: '{"todos": [' })],
  ['body', (right) => ({ ...right, body: '{"other": 1}' })],
];

test('wrong answers are counted by what is wrong with them, and fail the run', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const replied: Record<string, number> = {};
  let number = 0;
  const { url } = await listen(t, (heard) => {
    const [kind, spoil] = wrong[number % (wrong.length + 1)] ?? [];
    number += 1;
    if (!kind || !spoil) return rightReply(heard);
    replied[kind] = (replied[kind] ?? 0) + 1;
    return spoil(rightReply(heard));
  });
  const ACCOUNTS_FILE = await accountsFile(t, inventedAccounts(5));
  const run = await loadForNumbers(t, ['read-only'], { ...short, BASE_URL: url, ACCOUNTS_FILE });
  assert.equal(run.code, 99);
  assert.deepEqual(valuesByTag(run.metrics, 'trio_failures', 'kind'), replied);
  const wrongs = Object.values(replied).reduce((sum, count) => sum + count, 0);
  assert.equal(run.metrics.checks?.values.fails, wrongs);
  assert.equal(run.metrics.trio_read_time?.values.count, number - wrongs);
  assert.match(run.stdout, /\n {2}errors\n(.+\n)*? {4}body +\d+\.\d\d% \d+\n/);
  assert.match(run.stdout, /FAILED checks: rate>0.999\n/);
});

test('a closed port, a connection that is cut and silence are kinds of their own', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const cut = await listen(t, () => ({ status: 0 }));
  const silent = await listen(t, () => new Promise(() => undefined));
  const ACCOUNTS_FILE = await accountsFile(t, inventedAccounts(5));
  const runs = Object.entries({
    refused: `http://127.0.0.1:${await freePort()}`,
    connection: cut.url,
    timeout: silent.url,
  }).map(async ([kind, baseUrl]) => {
    const env = { ...short, RATE: '5', ACCOUNTS_FILE, BASE_URL: baseUrl };
    const { code, metrics, stderr } = await loadForNumbers(t, ['read-only'], env);
    assert.equal(code, 99);
    const visits = metrics.trio_visits?.values.count;
    assert.deepEqual(valuesByTag(metrics, 'trio_failures', 'kind'), { [kind]: visits }, stderr);
    assert.deepEqual(valuesByTag(metrics, 'trio_served', 'server'), { nobody: visits });
  });
  await Promise.all(runs);
});

test('a server or a cache detail that was not named before is told, too', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const { url } = await listen(t, (heard) => ({
    ...rightReply(heard),
    headers: { 'X-Served-By': 'f00d', 'Cache-Status': 'trio; fwd=bypass; detail=new' },
  }));
  const ACCOUNTS_FILE = await accountsFile(t, inventedAccounts(5));
  const env = { ...short, BASE_URL: url, ACCOUNTS_FILE };
  const [{ code, stdout, metrics }, named] = await Promise.all([
    loadForNumbers(t, ['read-only'], env),
    load(['read-only'], { ...env, SERVER_NAMES: 'beef,f00d' }),
  ]);
  assert.equal(code, 0, stdout);
  const visits = metrics.trio_visits?.values.count;
  assert.deepEqual(valuesByTag(metrics, 'trio_served', 'server'), { other: visits });
  assert.deepEqual(valuesByTag(metrics, 'trio_cache', 'detail'), { other: visits });
  assert.match(named.stdout, /answers by server\n {4}f00d +100\.00% \d+\n/);
});
