import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What other commands need to know of a running stack; `DATA_DIR/stack.json`. */
export interface StackFile {
  /** Of the launcher. */
  pid: number;
  baseUrl: string;
  /** The balancer's; nginx has none. */
  adminUrl: string | undefined;
  databaseUrl: string;
  memcachedServers: string[];
  servers: { name: string; url: string; pid: number }[];
}

/** Writes the file in one step, readable by its owner alone: it holds the database's password. */
export async function writeStackFile(dataDir: string, stack: StackFile): Promise<void> {
  const unfinished = `${pathIn(dataDir)}.unfinished`;
  await writeFile(unfinished, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, pathIn(dataDir));
}

export async function removeStackFile(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

/**
 * Returns the stack that runs in the folder; undefined where none runs, or its launcher was killed.
 */
export function readStackFile(dataDir = process.env.DATA_DIR || '.data'): StackFile | undefined {
  try {
    const stack: StackFile = JSON.parse(readFileSync(pathIn(resolve(dataDir)), 'utf8'));
    process.kill(stack.pid, 0);
    return stack;
  } catch {
    return undefined;
  }
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'stack.json');
}
