import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readFileOfRun, UnreadableError } from './k6/read-run.ts';
import type { RunOfFile } from './k6/samples.ts';
import type { Results } from './model.ts';

/** The runs of k6 that an argument names, or results. */
export type SetOfFiles =
  | { name: string; files: string[]; runs: RunOfFile[] }
  | { results: Results };

/** Reads a file, several that are separated by commas, or all files in a folder. */
export async function readSet(argument: string): Promise<SetOfFiles> {
  const files = (await Promise.all(argument.split(',').filter(Boolean).map(filesAt))).flat();
  if (files.length === 0) throw new UnreadableError(`${argument}: no file of results in it`);
  const runs: RunOfFile[] = [];
  for (const file of files) {
    const content = await readFileOfRun(file);
    if ('run' in content) runs.push(content.run);
    else if (files.length === 1) return content;
    else throw new UnreadableError(`${file}: holds many runs, and can't be one of a set's`);
  }
  return { name: nameOf(argument), files, runs };
}

async function filesAt(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  const ofRuns = names.filter((name) => /\.(nd)?json(\.gz)?$/.test(name));
  const numeric = new Intl.Collator('en', { numeric: true });
  return ofRuns.sort(numeric.compare).map((name) => join(path, name));
}

/** `before` for before.json, before/ and before-1.json,before-2.json. */
function nameOf(argument: string): string {
  const names = argument
    .split(',')
    .map((path) => basename(path).replace(/\.(nd)?json(\.gz)?$/, ''));
  const [first = ''] = names;
  let length = first.length;
  while (!names.every((name) => name.startsWith(first.slice(0, length)))) length--;
  return first.slice(0, length).replace(/[-_. ]+$/, '') || first;
}
