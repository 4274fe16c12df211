import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SummaryData } from '../k6/results/report.ts';

export interface K6Options {
  /** The path of k6. */
  k6: string;
  scenario: string;
  /** For k6's summary. */
  folder: string;
  /** The scripts' settings: RATE, DURATION and so on. */
  env: Record<string, string>;
}

/** A k6 that runs. */
export interface K6Run {
  pid: number;
  /** Resolves when the measured part begins; rejects where k6 ends before that. */
  begun: Promise<void>;
  /** Resolves with k6's own summary. A missed threshold is no failure; everything else is. */
  ended: Promise<SummaryData>;
}

const scenarios = new URL('../scenarios/', import.meta.url).pathname;
const beginning = 'measured part begins';
/** k6's exit code where a threshold was not met. */
const thresholdsFailed = 99;

/** Starts the real k6; it is killed with the scope if it still runs then. */
export function startK6(options: K6Options, scope: AsyncDisposableStack): K6Run {
  const { k6, scenario, folder, env } = options;
  const summaryFile = join(folder, 'k6-summary.json');
  const child = spawn(k6, ['run', '--quiet', join(scenarios, `${scenario}.ts`)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env, SUMMARY_JSON: summaryFile },
  });
  scope.defer(() => void child.kill('SIGKILL'));
  const log = { text: '' };
  const exited = exitOf(child);
  const begun = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (data) => {
      log.text = (log.text + data).slice(-20_000);
      if (log.text.includes(beginning)) resolve();
    });
    exited.then((code) => reject(failure(code, log.text)), reject);
  });
  const ended = exited.then(async (code) => {
    if (code !== 0 && code !== thresholdsFailed) throw failure(code, log.text);
    const summary = JSON.parse(await readFile(summaryFile, 'utf8')) as SummaryData;
    await rm(summaryFile);
    return summary;
  });
  // A caller waits for one of the two. The failure of the other must not end the process.
  begun.catch(() => undefined);
  ended.catch(() => undefined);
  return { pid: child.pid ?? 0, begun, ended };
}

function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'nothing'));
  });
}

function failure(code: number | string, log: string): Error {
  const lines = log.trim().split('\n').slice(-3).join('\n');
  return new Error(`k6 ended with ${code}:\n${lines}`);
}
