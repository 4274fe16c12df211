import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { testFolder } from '../../testing/folder.ts';
import { requireProgram } from '../../testing/programs.ts';
import { listen } from '../testing/listener.ts';
import { load, run } from '../testing/run.ts';

const folder = new URL('../scenarios/', import.meta.url);
const scenarios = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));

test('an unknown scenario is answered with those there are', async () => {
  const { code, stderr } = await load(['brows'], {});
  assert.equal(code, 1);
  assert.equal(stderr, `npm run load -- SCENARIO, which is one of: ${scenarios.join(', ')}\n`);
});

test('without a stack there is nothing to load', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const { code, stderr } = await load(['smoke'], { BASE_URL: '', DATA_DIR: await testFolder(t) });
  assert.equal(code, 1);
  assert.equal(stderr, 'nothing to load: no npm start runs here, and BASE_URL is not set\n');
});

test('an account that is missing ends the run with the line that makes it', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const { url } = await listen(t, () => ({ status: 401 }));
  const { code, stdout, stderr } = await load(['smoke'], { BASE_URL: url, USERS: '5' });
  assert.equal(code, 108);
  assert.match(stderr, /no account user-0001@example\.test: npm run seed -- --users 5/);
  assert.equal(stdout, '');
});

for (const [scenario, name, value, rule] of [
  ['browse', 'RATE', '2O', 'must be a whole number from 1'],
  ['browse', 'RATE', '0', 'must be a whole number from 1'],
  ['read-only', 'DURATION', '30', 'must be a duration, such as 90s or 1h30m'],
  ['read-only', 'WARMUP', '-1s', 'must be a duration, such as 90s or 1h30m'],
  ['smoke', 'WARMUP', '1s', 'must not be set: this scenario begins in its own way'],
  ['smoke', 'WRITES', '20', 'must be a number from 0 to 1'],
  ['smoke', 'SERVER_NAMES', 'a b', 'must be names, with commas between them'],
] as const) {
  test(`${name}=${value} ends with one line that says what is wrong`, async (t) => {
    const k6 = requireProgram(t, 'k6');
    if (!k6) return;
    const env = { BASE_URL: 'http://127.0.0.1:9', [name]: value };
    const path = new URL(`${scenario}.ts`, folder).pathname;
    for (const { code, stderr } of [
      await load([scenario], env),
      await run(k6, ['run', '--quiet', path], env),
    ]) {
      assert.notEqual(code, 0);
      assert.ok(stderr.includes(`${name}: ${rule}, not \\"${value}\\"`), stderr);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });
}
