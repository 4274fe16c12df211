/**
 * `npm run chaos`: clients read and write the same few users' to-dos through three servers and the
 * balancer while every part fails, one after the other. Then their histories are checked. Exit code
 * 1 where a promise was broken, or where too little happened to judge.
 */
import { rm } from 'node:fs/promises';
import { killAll } from '../../stack/process.ts';
import { createProgress } from '../../stack/progress.ts';
import { temporaryFolder } from '../../stack/temporary-folder.ts';
import { openCluster } from './cluster.ts';
import { parseOptions, usage } from './options.ts';
import { isGood, reportOf } from './report.ts';
import { run } from './run.ts';
import { summaryOf } from './summary.ts';

async function main(args: string[]): Promise<boolean> {
  if (args.includes('--help')) {
    console.log(usage);
    return true;
  }
  const options = parseOptions(args);
  const say = createProgress((line) => process.stdout.write(line));
  await using scope = new AsyncDisposableStack();
  const folder = await temporaryFolder();
  let isWell = false;
  // After a bad end, the logs are kept.
  scope.defer(async () => {
    if (isWell) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    else say(`logs: ${folder}`);
  });
  const { mode = 'memcached', variant, seed } = options;
  say(
    `seed ${seed}, mode ${options.mode ?? 'all in turn'}${variant ? `, variant ${variant}` : ''}`,
  );
  const cluster = await openCluster({ folder, mode, variant, seed }, scope);
  say('three servers and the balancer are up');
  const happened = await run(cluster, options, say);
  say('the faults and the clients have ended; what they saw is being checked');
  const report = reportOf(happened, options.mode);
  console.log(`\n${summaryOf(report)}`);
  isWell = isGood(report);
  return isWell;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    killAll();
    console.error(`chaos: ended by ${signal}`);
    process.exit(1);
  });
}
try {
  process.exit((await main(process.argv.slice(2))) ? 0 : 1);
} catch (error) {
  killAll();
  console.error(`chaos: ${(error as Error).message}`);
  process.exit(1);
}
