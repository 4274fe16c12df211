import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from '../../testing/folder.ts';
import { requireProgram } from '../../testing/programs.ts';
import type { Comparison } from '../trio-compare/comparison.ts';
import { known, type Results } from '../trio-compare/model.ts';

const script = new URL('./main.ts', import.meta.url).pathname;

/** `npm run compare -- ARGS`, to its end. */
async function compare(...args: string[]) {
  const child = spawn(process.execPath, [script, ...args]);
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

test('a mode compared with itself shows no difference, and with another the one there is', async (t) => {
  if (!requireProgram(t, 'k6') || !requireProgram(t, 'memcached')) return;
  const out = await testFolder(t);
  const quick = ['--duration', '3', '--warmup', '2', '--rate', '15', '--users', '10'];
  const small = ['--todos', '50', '--rounds', '3', '--search', 'no', '--out', out];
  const { code, stdout, stderr } = await compare(
    '--modes',
    'memcached,memcached,off',
    ...quick,
    ...small,
  );
  assert.equal(code, 0, stderr + stdout);
  const text = await readFile(join(out, 'results.json'), 'utf8');
  const { runs, sets, comparison } = JSON.parse(text) as Results & { comparison: Comparison };
  assert.deepEqual(sets, ['memcached', 'memcached (2)', 'off']);
  assert.deepEqual(
    runs.map(({ set, invalid }) => ({ set, invalid })).filter(({ invalid }) => invalid.length > 0),
    [],
  );
  const rows = [...comparison.latencies, ...comparison.figures];
  const shown = (set: string) =>
    rows.filter(({ differences }) =>
      differences.some((difference) => difference.set === set && difference.significant),
    );

  await t.test('A/A: ~ in at least 95 % of the rows', () => {
    const names = shown('memcached (2)').map(({ name, percentile }) => `${name} p${percentile}`);
    assert.ok(names.length <= rows.length * 0.05, `${names.length} of ${rows.length}: ${names}`);
  });

  await t.test('the control: without a cache there are more queries, and no hits', () => {
    const names = shown('off').map(({ name }) => name);
    assert.ok(names.includes(known.queries) && names.includes(known.hitRate), names.join(', '));
  });

  await t.test('k6 and Memcached counted the same hits, and each server got its third', () => {
    assert.equal(comparison.hitRates.length, 2);
    for (const { k6, memcached } of comparison.hitRates) {
      assert.ok(k6 > 10, `${k6} % hits`);
      assert.ok(Math.abs(k6 - memcached) < 2, `${k6} and ${memcached}, of runs of a few seconds`);
    }
    for (const { servers } of runs) {
      const counts = Object.values(servers);
      assert.equal(counts.length, 3);
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 0.1 * Math.max(...counts));
    }
  });

  await t.test(
    'what ran otherwise is not compared with it, and nothing runs for that',
    async () => {
      const against = ['--against', join(out, 'results.json'), '--modes', 'memcached,off'];
      const other = await compare(...against, ...small, '--users', '11');
      assert.equal(other.code, 1);
      assert.match(other.stderr, /parameters\.rate/);
      assert.doesNotMatch(other.stdout, /run 1 of/);
    },
  );

  assert.ok((await stat(join(out, 'report.html'))).size < 1_000_000);
});

test('what is wrong with the command is said in one line', async () => {
  const { code, stderr } = await compare('--modes', 'on,off', '--rounds', '0');
  assert.equal(code, 1);
  assert.match(stderr, /^compare: --modes\.0: must be some of [^\n]*; --rounds: [^\n]+\n$/);
});
