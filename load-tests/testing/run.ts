import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { testFolder } from '../../testing/folder.ts';
import type { Metrics } from '../k6/results/report.ts';

const script = new URL('../run/main.ts', import.meta.url).pathname;

export interface LoadRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** `npm run load -- ARGS`, with these variables. */
export function load(args: string[], env: Record<string, string>): Promise<LoadRun> {
  return run(process.execPath, [script, ...args], env);
}

/** The same, with all of the numbers in the summary. */
export async function loadForNumbers(
  t: TestContext,
  args: string[],
  env: Record<string, string>,
): Promise<LoadRun & { metrics: Metrics; json: Record<string, unknown> }> {
  const file = join(await testFolder(t), 'summary.json');
  const ended = await load(args, { ...env, SUMMARY_JSON: file });
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`no summary: ${ended.stderr}${ended.stdout}`);
  });
  const json = JSON.parse(text);
  return { ...ended, json, metrics: json.metrics };
}

export async function run(
  program: string,
  args: string[],
  env: Record<string, string>,
): Promise<LoadRun> {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
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
