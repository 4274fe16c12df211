import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A Node program to run. Its output goes to `logFile`. */
export interface Program {
  name: string;
  /** A script and its arguments, for the Node that runs this one. */
  script: [path: string, ...args: string[]];
  env?: Record<string, string>;
  logFile: string;
}

export interface Child extends Program {
  /** Also the number of its process group. */
  pid: number;
  /** The guarded program's, where the process is guard.ts. */
  guardedPid?: number;
  process: ChildProcess;
  /** How it ended; never rejects. */
  ended: Promise<Ending>;
}

/** `exit code 1`, `SIGKILL`, or why it could not be run. */
type Ending = string;

/** The start failed; the message is one line for the person who started it. */
export class StartError extends Error {
  override name = 'StartError';
}

const alive = new Set<Child>();

/**
 * Starts a program in its own process group, so that a Ctrl-C in the terminal reaches the launcher
 * alone, and with an IPC channel, so that the program notices when the launcher is gone.
 */
export function startProcess(program: Program): Child {
  const log = openSync(program.logFile, 'a', 0o600);
  try {
    const started = spawn(process.execPath, program.script, {
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, ...program.env },
    });
    const ended = ending(started);
    const child: Child = { ...program, pid: started.pid ?? 0, process: started, ended };
    started.once('message', ({ pid }: { pid?: number }) => {
      if (pid !== undefined) child.guardedPid = pid;
    });
    alive.add(child);
    void ended.then(() => alive.delete(child));
    return child;
  } finally {
    closeSync(log);
  }
}

/** Asks a process to end, kills it after `graceMs`, and leaves nothing of its group. */
export async function stopProcess(child: Child, graceMs = 10_000): Promise<void> {
  if (!alive.has(child)) return;
  child.process.kill('SIGTERM');
  // A suspended process (SIGSTOP) gets no signal until it continues.
  signalGroup(child, 'SIGCONT');
  const deadline = new AbortController();
  const late = delay(graceMs, 'late', { signal: deadline.signal }).catch(() => 'ended');
  if ((await Promise.race([child.ended, late])) === 'late') signalGroup(child, 'SIGKILL');
  deadline.abort();
  await child.ended;
}

export function isAlive(child: Child): boolean {
  return alive.has(child);
}

/** Kills every process started here that still runs, with all that they started. */
export function killAll(): void {
  for (const child of alive) signalGroup(child, 'SIGKILL');
}

/** Signals a process and all that it started. */
export function signalGroup({ pid }: { pid: number }, signal: NodeJS.Signals): void {
  // -0 would be this process's own group.
  if (pid <= 0) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Polls `isReady` until it is true. Throws a StartError with the last line that the process wrote
 * if it ends before, and after `deadlineMs`.
 */
export async function untilReady(
  child: Child,
  isReady: () => Promise<boolean>,
  deadlineMs = 30_000,
): Promise<void> {
  let ending: Ending | undefined;
  void child.ended.then((how) => {
    ending = how;
  });
  const deadline = performance.now() + deadlineMs;
  while (!(await isReady())) {
    if (ending) throw new StartError(await failure(child, ending));
    if (performance.now() > deadline) {
      throw new StartError(`${child.name} was not ready after ${deadlineMs / 1000} s`);
    }
    await delay(20);
  }
}

/**
 * Runs a program to its end, or to the end of the scope. Throws a StartError with the last line it
 * wrote unless it ended with exit code 0.
 */
export async function runToEnd(program: Program, scope: AsyncDisposableStack): Promise<void> {
  if (scope.disposed) throw new StartError(`${program.name}: not started any more`);
  const child = startProcess(program);
  scope.defer(() => stopProcess(child));
  const ending = await child.ended;
  if (ending !== 'exit code 0') throw new StartError(await failure(child, ending));
}

/** `app-1 ended (exit code 1): PORT: must be a number (.data/logs/app-1.log)`. */
async function failure({ name, logFile }: Program, ending: Ending): Promise<string> {
  const line = await lastLine(logFile);
  return `${name} ended (${ending})${line ? `: ${line}` : ''} (${logFile})`;
}

/** The last line with a message; Node writes stack frames and braces after it. */
async function lastLine(path: string): Promise<string | undefined> {
  const lines = (await tail(path)).split('\n');
  return lines.findLast((line) => /^\w/.test(line) && !line.startsWith('Node.js v'));
}

async function tail(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 8_192);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString();
  } finally {
    await file.close();
  }
}

async function ending(child: ChildProcess): Promise<Ending> {
  try {
    const [code, signal] = await once(child, 'exit');
    return signal ?? `exit code ${code}`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    signalGroup({ pid: child.pid ?? 0 }, 'SIGKILL');
  }
}
