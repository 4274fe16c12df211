import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const deadlineMs = 10_000;

/**
 * Clears away what a killed launcher left in the data folder. The caller holds the folder's lock,
 * so a Postgres that runs in it is an orphan: it is shut down and waited for. A `postmaster.pid`
 * with the number of another program would keep Postgres from starting, and is deleted.
 */
export async function clearLeftovers(data: string): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const pid = await recordedPid(data);
    if (pid === undefined) return;
    if (!(await isPostgresOf(pid, data))) return rm(join(data, 'postmaster.pid'), { force: true });
    if (performance.now() > deadline) {
      throw new Error(`another Postgres (process ${pid}) uses ${data} and does not end`);
    }
    // SIGINT is Postgres's fast shutdown: it disconnects its clients.
    process.kill(pid, 'SIGINT');
    await delay(100);
  }
}

async function recordedPid(data: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

async function isPostgresOf(pid: number, data: string): Promise<boolean> {
  try {
    return (await commandLine(pid)).includes(data);
  } catch {
    return false;
  }
}

/** From /proc where there is one: a slim container has no `ps`. */
async function commandLine(pid: number): Promise<string> {
  if (existsSync('/proc/self')) return readFile(`/proc/${pid}/cmdline`, 'utf8');
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  return stdout;
}
