import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { requireProgram } from '../../testing/programs.ts';
import { valuesByTag } from '../testing/by-tag.ts';
import { accountsFile, inventedAccounts } from '../testing/listener.ts';
import { load, loadForNumbers, run } from '../testing/run.ts';
import { startSeededStack } from '../testing/stack.ts';

const folder = new URL('../scenarios/', import.meta.url);
const journey = ['add', 'complete', 'list', 'lists', 'me', 'search', 'summary', 'today', 'todo'];

interface Expected {
  routes: string[];
  steps?: string[];
  env?: Record<string, string>;
}

const mix = ['lists', 'summary', 'today'];
const manyShort = { RATE: '60' };

/** Each scenario but smoke, with the routes and the steps that it must show. */
const expected: Record<string, Expected> = {
  'average-load': {
    routes: journey,
    steps: ['up', 'plateau', 'down'],
    env: { DURATION: '5s' },
  },
  breakpoint: { routes: journey, steps: ['5', '10'], env: { RATE: '5' } },
  browse: { routes: journey },
  'read-heavy': { routes: [...mix, 'update'], env: manyShort },
  'read-only': { routes: mix, env: manyShort },
  soak: { routes: journey, steps: Array.from({ length: 10 }, (_, index) => `${index + 1}/10`) },
  spike: {
    routes: journey,
    steps: ['before', 'rise', 'fall', 'recovery', 'after'],
    env: { RATE: '60', DURATION: '4s' },
  },
  stress: { routes: journey, steps: ['up', 'plateau', 'down'] },
  'update-heavy': { routes: [...mix, 'update'], env: manyShort },
};

/** Of subtests that don't wait for each other: k6 mostly waits for its time to be over. */
const atOnce = { concurrency: 3 };

/** Small, and with time enough for the slowest machine: what is tested is not how fast it is. */
const small = {
  USERS: '3',
  RATE: '20',
  DURATION: '2s',
  STEPS: '2',
  VUS: '100',
  WRITES: '0.5',
  MAX_P99_MS: '10000',
};

test('every scenario runs on a seeded stack, and shows its routes and steps', atOnce, async (t) => {
  const k6 = requireProgram(t, 'k6');
  if (!k6) return;
  const stack = await startSeededStack(t, 3);
  if (!stack) return;
  const env = { BASE_URL: stack.baseUrl };
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  assert.deepEqual(names.sort(), [...Object.keys(expected), 'smoke'].sort());

  await t.test('smoke: ten visits, in exact turns', async () => {
    const { code, stdout, stderr, metrics } = await loadForNumbers(t, ['smoke'], env);
    assert.equal(code, 0, stderr + stdout);
    assert.equal(metrics.trio_visits?.values.count, 10);
    const shares = { 'app-1': 40, 'app-2': 40, 'app-3': 40 };
    assert.deepEqual(valuesByTag(metrics, 'trio_served', 'server'), shares);
    for (const name of Object.keys(shares)) {
      assert.match(stdout, new RegExp(`${name} +33\\.33% 40\\n`));
    }
  });

  await t.test('smoke, by plain k6', async () => {
    const path = new URL('smoke.ts', folder).pathname;
    const args = ['run', '-e', `BASE_URL=${stack.baseUrl}`, path];
    const { code, stdout, stderr } = await run(k6, args, {});
    assert.equal(code, 0, stderr + stdout);
    assert.match(stdout, /VALID: every visit of the plan was begun\n/);
  });

  const others = Object.entries(expected).map(([name, { routes, steps = [], env: own }]) =>
    t.test(name, async () => {
      const found = await loadForNumbers(t, [name], { ...env, ...small, ...own });
      assert.equal(found.code, 0, found.stderr + found.stdout);
      assert.match(found.stdout, name === 'breakpoint' ? /^\n {2}HELD 10 / : /^\n {2}VALID: /);
      const answered = {
        ...valuesByTag(found.metrics, 'trio_read_time', 'route'),
        ...valuesByTag(found.metrics, 'trio_write_time', 'route'),
      };
      assert.deepEqual(
        routes.filter((route) => !answered[route]),
        [],
      );
      const all = Object.values(answered).reduce((sum, count) => sum + count, 0);
      assert.equal(found.metrics.trio_time?.values.count, all);
      assert.equal(Boolean(answered.update || answered.add), routes.some(isWrite));
      const shown = /all by step\n.*\n.*\n((?: {4}.+\n)+)/.exec(found.stdout)?.[1] ?? '';
      assert.deepEqual(shown.match(/(?<=^ {4})\S+/gm) ?? [], steps);
    }),
  );
  await Promise.all(others);

  await t.test('a threshold that is not met fails the run', async () => {
    const { code, stdout } = await load(['smoke'], { ...env, MIN_HIT_RATE: '1' });
    assert.equal(code, 99);
    assert.match(stdout, /FAILED trio_hits: rate>=1\n/);
  });

  await t.test('a stack whose servers are gone is told by kind', async () => {
    for (const { process } of stack.servers) {
      process.kill('SIGKILL');
      await process.ended();
    }
    const ACCOUNTS_FILE = await accountsFile(t, inventedAccounts(3));
    const found = await loadForNumbers(t, ['read-only'], { ...env, ...small, ACCOUNTS_FILE });
    assert.equal(found.code, 99);
    const visits = found.metrics.trio_visits?.values.count;
    assert.deepEqual(valuesByTag(found.metrics, 'trio_failures', 'kind'), { '5xx': visits });
    assert.deepEqual(valuesByTag(found.metrics, 'trio_served', 'server'), { nobody: visits });
  });
});

function isWrite(route: string): boolean {
  return route === 'update' || route === 'add';
}
