import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { requireProgram } from '../../testing/programs.ts';

const main = new URL('./main.ts', import.meta.url).pathname;

/** Runs `npm run chaos` with these arguments to its end. */
function chaos(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

test('every fault, in all modes, and no violation', async (t) => {
  if (!requireProgram(t, 'memcached')) return;
  const { code, stdout } = await chaos('--operations', '1000', '--longest', '1.2', '--seed', '3');
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^violations +0$/m);
});

test('a wrong protocol is found out, and shown', async (t) => {
  if (!requireProgram(t, 'memcached')) return;
  const evictions = ['--fault', 'pointers evicted', '--longest', '0.5'];
  const { code, stdout } = await chaos('--variant', 'no-marker', '--mode', 'tiered', ...evictions);
  assert.equal(code, 1, stdout);
  assert.match(stdout, /^VIOLATION: u\d\/t\d is not linearizable/m);
});

test('a wrong option ends it with one line that names it', async () => {
  const { code, stderr } = await chaos('--mode', 'sometimes');
  assert.equal(code, 1);
  assert.match(stderr, /^chaos: --mode: [^\n]*\n$/);
});
