import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { freePort, freePorts } from '../stack/ports.ts';
import { signalGroup } from '../stack/process.ts';
import { readStackFile, type StackFile } from '../stack/stack-file.ts';
import { until } from './polling.ts';
import { testScope } from './scope.ts';

export interface LauncherProcess {
  child: ChildProcess;
  /** What it wrote so far. */
  stdout: () => string;
  stderr: () => string;
  /** The exit code, once it has ended. */
  exitCode: Promise<number | null>;
}

/** Runs `npm start` with these variables and free ports; whatever of it still runs is killed. */
export async function npmStart(
  t: TestContext,
  env: Record<string, string>,
): Promise<LauncherProcess> {
  const child = spawn('npm', ['start', '--silent'], {
    env: { ...process.env, ...(await freePortsOf(3)), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    text.stdout += data;
  });
  child.stderr.on('data', (data) => {
    text.stderr += data;
  });
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  testScope(t).defer(async () => {
    // The group, because npm may be gone when the launcher isn't.
    signalGroup({ pid: child.pid ?? 0 }, 'SIGTERM');
    await exitCode;
  });
  return { child, stdout: () => text.stdout, stderr: () => text.stderr, exitCode };
}

/** Waits until it says that it is ready, and reads what it recorded. */
export async function untilUp(launcher: LauncherProcess, dataDir: string): Promise<StackFile> {
  const isUp = () => {
    const { exitCode } = launcher.child;
    if (exitCode !== null) throw new Error(`it ended with ${exitCode}: ${launcher.stderr()}`);
    return launcher.stdout().includes('Ctrl-C stops it');
  };
  await until('npm start is up', isUp, 30_000);
  return readStackFile(dataDir)!;
}

async function freePortsOf(servers: number): Promise<Record<string, string>> {
  return {
    PORT: String(await freePort()),
    BALANCER_ADMIN_PORT: String(await freePort()),
    SERVER_PORT: String(await freePorts(servers)),
    SERVERS: String(servers),
  };
}
