import type { Comparison } from './comparison.ts';
import type { Results } from './model.ts';
import { counted, number } from './numbers.ts';
import { leastRuns } from './statistics/bootstrap.ts';

/** What to know before believing the comparison, the worst first. */
export function warningsAbout(
  results: Results,
  { runs, hitRates }: Pick<Comparison, 'runs' | 'hitRates'>,
): string[] {
  return [
    ...fewRuns(runs),
    ...invalidRuns(results),
    ...hitRates.filter(({ agree }) => !agree).map(disagreement),
    ...(isDirty(results) ? ['The working tree had changes that are in no commit.'] : []),
  ];
}

function fewRuns(runs: Comparison['runs']): string[] {
  const few = runs.filter(({ valid }) => valid < leastRuns);
  if (few.length === 0) return [];
  const each = few.map(({ set, valid }) => `${set} has ${valid}`).join(', ');
  return [`There is no confidence interval with fewer than ${leastRuns} runs that count: ${each}.`];
}

function invalidRuns({ runs }: Results): string[] {
  const invalid = runs.filter((run) => run.invalid.length > 0);
  if (invalid.length === 0) return [];
  const reasons = [...new Set(invalid.flatMap((run) => run.invalid))];
  const some = reasons.length > 3 ? 'for the reasons given with each' : reasons.join('; ');
  const areLeftOut = invalid.length === 1 ? 'is left out' : 'are left out';
  return [`${invalid.length} of ${counted(runs.length, 'run')} ${areLeftOut}: ${some}.`];
}

function disagreement({ set, k6, memcached }: Comparison['hitRates'][number]): string {
  const rates = `${number(k6)} % by k6's count and ${number(memcached)} % by Memcached's`;
  return `The hit rate of ${set} at Memcached is ${rates}: more than half a point apart.`;
}

function isDirty({ manifest }: Results): boolean {
  return [manifest, manifest.before, manifest.after].some(
    (each) => (each as { dirty?: unknown } | undefined)?.dirty === true,
  );
}
