/**
 * `npm run compare`: puts the same load on each cache mode in turn, and reports the difference.
 * Writes report.html, report.md and results.json.
 */
import { killAll } from '../../stack/process.ts';
import { createProgress } from '../../stack/progress.ts';
import { findK6 } from '../run/k6.ts';
import { measureAll } from './measure.ts';
import { parseOptions, usage } from './options.ts';
import { publish, readResults, requireComparable } from './publish.ts';

async function main(args: string[]): Promise<void> {
  if (args.includes('--help')) return console.log(usage);
  const options = parseOptions(args);
  const k6 = findK6();
  if (!k6) throw new Error('k6 is not installed: npm run load:install builds it, with Go');
  const say = createProgress((line) => process.stdout.write(line));
  const then = options.against === undefined ? undefined : await readResults(options.against);
  const results = await measureAll(options, k6, {
    say,
    onManifest: (manifest) => then && requireComparable(then, manifest),
  });
  const { page, text } = await publish(results, {
    ...(options.out !== undefined && { folder: options.out }),
    ...(then && { then }),
  });
  console.log(`\n${text}\n\n${page}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    killAll();
    console.error(`compare: ended by ${signal}`);
    process.exit(1);
  });
}
try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  killAll();
  const { message, stack } = error as Error;
  // A fault of this program is reported with its stack.
  console.error(`compare: ${error instanceof TypeError ? stack : message}`);
  process.exit(1);
}
