import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { testFolder } from '../cluster/testing/folder.ts';
import { requireProgram } from '../cluster/testing/programs.ts';
import { startStack } from '../cluster/testing/stack.ts';
import { seed } from '../db/seed.ts';

const script = new URL('./load.ts', import.meta.url).pathname;

/** `npm run load -- ARGS`, with these variables. */
async function load(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    output.stdout += data;
  });
  child.stderr.on('data', (data) => {
    output.stderr += data;
  });
  const [code] = await once(child, 'close');
  return { code, ...output };
}

test('the scenarios run on a seeded stack and tell hits, times and shares', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const stack = await startStack(t);
  if (!stack) return;
  const env = { BASE_URL: stack.baseUrl, USERS: '5' };

  const unseeded = await load(['smoke'], env);
  assert.equal(unseeded.code, 108);
  assert.match(unseeded.stderr, /no account user-0001@example\.test: npm run seed -- --users 5/);

  await seed(stack.databaseUrl, { users: 5, todos: 40 });
  const smoke = await load(['smoke'], env);
  assert.equal(smoke.code, 0, smoke.stderr + smoke.stdout);
  for (const name of ['app-1', 'app-2', 'app-3']) {
    assert.match(smoke.stdout, new RegExp(`${name} +33\\.33% 40\\n`));
  }

  const browse = await load(['browse'], { ...env, DURATION: '3s', RATE: '10', WRITES: '0' });
  assert.equal(browse.code, 0, browse.stderr + browse.stdout);
  assert.match(browse.stdout, /all +[1-9]\d\.\d\d% of/);

  await t.test('a threshold that is not met fails the run', async () => {
    const { code, stdout } = await load(['smoke'], { ...env, MIN_HIT_RATE: '1' });
    assert.equal(code, 99);
    assert.match(stdout, /FAILED trio_hits: rate>=1\n/);
  });
});

test('an unknown scenario is answered with those there are', async () => {
  const { code, stderr } = await load(['brows'], {});
  assert.equal(code, 1);
  assert.equal(stderr, 'npm run load -- SCENARIO, which is one of: browse, smoke\n');
});

test('without a stack there is nothing to load', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const { code, stderr } = await load(['smoke'], { BASE_URL: '', DATA_DIR: await testFolder(t) });
  assert.equal(code, 1);
  assert.equal(stderr, 'nothing to load: no npm start runs here, and BASE_URL is not set\n');
});
