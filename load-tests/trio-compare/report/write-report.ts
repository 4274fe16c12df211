import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compared } from '../comparison.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';

/**
 * Writes report.html (one file that needs nothing else), report.md (for a pull request) and
 * results.json (the results with the comparison, which can be compared again) into the folder,
 * which is made if it isn't there. Returns the path of report.html.
 */
export async function writeReport(folder: string, compared: Compared): Promise<string> {
  await mkdir(folder, { recursive: true });
  const page = join(folder, 'report.html');
  const { results, comparison } = compared;
  await writeFile(page, reportHtml(compared));
  await writeFile(join(folder, 'report.md'), reportMarkdown(compared));
  const json = JSON.stringify({ ...results, comparison }, null, 1);
  await writeFile(join(folder, 'results.json'), `${json}\n`);
  return page;
}
