import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareResults, IncomparableError } from '../trio-compare/compare-results.ts';
import { compareSets } from '../trio-compare/compare-sets.ts';
import { manifestDifferences } from '../trio-compare/manifest.ts';
import type { Manifest, Results } from '../trio-compare/model.ts';
import { summarize } from '../trio-compare/report/terminal.ts';
import { writeReport } from '../trio-compare/report/write-report.ts';

const ownResults = new URL('../results/', import.meta.url).pathname;

export interface Published {
  /** The path of the page to open. */
  page: string;
  /** What the terminal shows. */
  text: string;
}

/**
 * Writes the report into the folder, by default one named after the time. With earlier results, it
 * also writes the comparison of then with now into its folder `against/`, and shows that.
 */
export async function publish(
  results: Results,
  { folder = join(ownResults, timeOf(results)), then }: { folder?: string; then?: Results },
): Promise<Published> {
  const compared = compareSets(results);
  const page = await writeReport(folder, compared);
  if (!then) return { page, text: summarize(compared) };
  const withThen = compareResults(then, results);
  return {
    page: await writeReport(join(folder, 'against'), withThen),
    text: summarize(withThen),
  };
}

/** An earlier results.json. Throws an error that says what is wrong with it. */
export async function readResults(path: string): Promise<Results> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Error(`--against: ${path} can't be read`, { cause });
  });
  const results = JSON.parse(text) as Results;
  if (results.format !== 'trio-compare/1') throw new Error(`--against: ${path} is no results.json`);
  return results;
}

/** Throws, before anything runs, what would be thrown at the end. */
export function requireComparable(then: Results, manifest: Manifest): void {
  const differing = manifestDifferences(then.manifest, manifest);
  if (differing.length === 0) return;
  throw new IncomparableError(
    `what ran then can't be compared with what would run now:\n  ${differing.join('\n  ')}`,
  );
}

/** `2026-11-25T02-15-43`: a name that sorts by time and is allowed everywhere. */
function timeOf({ manifest }: Results): string {
  return String(manifest.startedAt).slice(0, 19).replaceAll(':', '-');
}
