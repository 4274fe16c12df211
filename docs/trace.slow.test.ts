import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { requireProgram } from '../testing/programs.ts';
import { type TracedFile, trace } from './trace.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

function countOf(files: TracedFile[]): { files: number; functions: number } {
  const functions = files.reduce((sum, file) => sum + file.functions.length, 0);
  return { files: files.length, functions };
}

/** The paths that a text does not name. */
function unnamed(files: TracedFile[], text: string): string[] {
  return files.map(({ path }) => path).filter((path) => !text.includes(path));
}

test('a hit of GET /api/todos passes at most 12 files and 35 functions, which the docs name', async (t) => {
  if (!requireProgram(t, 'memcached')) return;
  const files = await trace('GET /api/todos');
  const { files: paths, functions } = countOf(files);
  t.diagnostic(`${paths} files, ${functions} functions`);
  assert.ok(paths <= 12, files.map(({ path }) => path).join(', '));
  assert.ok(functions <= 35, JSON.stringify(files));
  assert.deepEqual(unnamed(files, await read('architecture.md')), []);
  assert.deepEqual(unnamed(files, await read('../CONTRIBUTING.md')), []);
  assert.equal(files[0]?.path, 'app/http/context.ts', 'in the order of the first call');
});

test('a write with its live event passes at most 18 files and 60 functions, which the docs name', async (t) => {
  if (!requireProgram(t, 'memcached')) return;
  const files = await trace('POST /api/todos');
  const { files: paths, functions } = countOf(files);
  t.diagnostic(`${paths} files, ${functions} functions`);
  assert.ok(paths <= 18, files.map(({ path }) => path).join(', '));
  assert.ok(functions <= 60, JSON.stringify(files));
  assert.deepEqual(unnamed(files, await read('architecture.md')), []);
  const write = files.findIndex(({ path }) => path === 'app/cache/write.ts');
  const event = files.findIndex(({ path }) => path === 'app/live/changes.ts');
  assert.ok(write >= 0 && event > write, 'the live event is part of it');
});
