import { parseArgs } from 'node:util';

export interface Options {
  /** One or two: files, lists of files, folders. */
  sets: string[];
  /** The folder for report.html, report.md and results.json. */
  out?: string;
  labels: [a: string | undefined, b: string | undefined];
  /** The nth runs of the two sets were made in succession. */
  paired: boolean;
  help: boolean;
}

export const usage = `trio-compare A B [--out FOLDER]    compare two sets of k6 runs
trio-compare RESULTS [--out FOLDER]    report on a results.json again

A and B are each a file, files separated by commas, or a folder of files:
  samples of k6       k6 run --out json=FILE (.gz, too)
  a summary of k6     from handleSummary(), or --summary-export
  a results.json      of npm run compare: both are then compared set by set

--out FOLDER          write report.html, report.md and results.json
--label-a, --label-b  what to call them; by default what their files are called
--paired              the first run of A was made next to the first of B, and so on
--help`;

/** A wrong command line; the message is one line. */
export class UsageError extends Error {}

/** @throws {UsageError} */
export function parseOptions(args: string[]): Options {
  const { values, positionals } = parsed(args);
  const { out, paired = false, help = false } = values;
  if (!help && (positionals.length < 1 || positionals.length > 2)) {
    throw new UsageError(`two sets of results are compared; ${positionals.length} were given`);
  }
  const labels: Options['labels'] = [values['label-a'], values['label-b']];
  return { sets: positionals, labels, paired, help, ...(out && { out }) };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        'label-a': { type: 'string' },
        'label-b': { type: 'string' },
        paired: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
