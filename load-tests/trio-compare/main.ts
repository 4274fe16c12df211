#!/usr/bin/env node
/** `trio-compare A B`: see `options.ts` for what it takes. */
import { compareFiles } from './compare-files.ts';
import { IncomparableError } from './compare-results.ts';
import { UnreadableError } from './k6/read-run.ts';
import { parseOptions, UsageError, usage } from './options.ts';
import { summarize } from './report/terminal.ts';
import { writeReport } from './report/write-report.ts';

try {
  await run();
} catch (error) {
  console.error(`trio-compare: ${messageOf(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return console.log(usage);
  const compared = await compareFiles(options);
  console.log(summarize(compared));
  if (options.out) console.log(`\n${await writeReport(options.out, compared)}`);
}

/** One line about what can be expected; a fault of the program shows its stack. */
function messageOf(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} (--help)`;
  const { code, path, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path}: there is no such file or folder`;
  if (code && path) return `${path}: ${code}`;
  const isExpected = error instanceof UnreadableError || error instanceof IncomparableError;
  return isExpected ? message : (stack ?? message);
}
