import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from './process.ts';
import type { Say } from './progress.ts';

const source = new URL('../app/web/', import.meta.url).pathname;
const build = join(source, 'dist');
const unfinishedBuilds = new URL('../node_modules/.web-client-', import.meta.url).pathname;
const vite = new URL('../node_modules/vite/bin/vite.js', import.meta.url).pathname;

/** Folders of app/web that don't go into the build. */
const ignored = new Set(['dist', 'node_modules']);

/** Builds the browser client where its source is newer than its build. */
export async function openWebClient(
  logFile: string,
  scope: AsyncDisposableStack,
  say: Say = () => {},
): Promise<void> {
  if (!(await isWebClientStale())) return;
  say('the web client is being built');
  await buildWebClient(logFile, scope);
  say('the web client is built');
}

/** True when the browser client has no build, or a file of its source is newer. */
async function isWebClientStale(): Promise<boolean> {
  const index = join(build, 'index.html');
  if (!existsSync(index)) return true;
  return (await newest(source)) > (await stat(index)).mtimeMs;
}

/**
 * Builds the browser client in a new folder, which then replaces the last build in one step. No
 * server, and no concurrent build, sees half a build.
 */
async function buildWebClient(logFile: string, scope: AsyncDisposableStack): Promise<void> {
  const unfinished = await mkdtemp(unfinishedBuilds);
  try {
    const args = ['build', source, '--outDir', unfinished, '--emptyOutDir', '--logLevel', 'warn'];
    await runToEnd({ name: 'building the web client', script: [vite, ...args], logFile }, scope);
    await rm(build, { recursive: true, force: true });
    await rename(unfinished, build);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = entries
    .filter((entry) => !ignored.has(entry.name))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : (await stat(path)).mtimeMs;
    });
  return Math.max(0, ...(await Promise.all(times)));
}
