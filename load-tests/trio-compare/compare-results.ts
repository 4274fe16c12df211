import { compare } from './compare-sets.ts';
import type { Compared } from './comparison.ts';
import { manifestDifferences, withoutVersion } from './manifest.ts';
import type { Manifest, Results, Run } from './model.ts';

/** Two results can't be compared; the message lists each difference of their manifests. */
export class IncomparableError extends Error {}

/**
 * Compares two results, of two commits for example, set by set: `memcached (now def5678)` with
 * `memcached (then abc1234)`. Runs of different results are never pairs.
 * @throws {IncomparableError} if the manifests differ in more than commit, dirty and start.
 */
export function compareResults(then: Results, now: Results): Compared {
  const differing = manifestDifferences(then.manifest, now.manifest);
  if (differing.length > 0) {
    throw new IncomparableError(
      `the results were not made in the same way:\n${differing.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  const sets = now.sets.filter((set) => then.sets.includes(set));
  if (sets.length === 0) {
    const [one, other] = [then, now].map((each) => each.sets.join(', '));
    throw new IncomparableError(`the results have no set in common: ${one} and ${other}`);
  }
  const nameThen = (set: string) => `${set} (then${version(then)})`;
  const nameNow = (set: string) => `${set} (now${version(now)})`;
  const contrasts = sets.map((set) => ({ baseline: nameThen(set), set: nameNow(set) }));
  const results: Results = {
    format: 'trio-compare/1',
    manifest: {
      ...withoutVersion(now.manifest),
      before: onlyVersion(then.manifest),
      after: onlyVersion(now.manifest),
    },
    sets: contrasts.flatMap(({ baseline, set }) => [baseline, set]),
    runs: [...renamed(then, sets, nameThen), ...renamed(now, sets, nameNow)],
    ...capacityOf(then, now, nameThen, nameNow),
  };
  return compare(results, contrasts);
}

function version({ manifest: { commit, dirty } }: Results): string {
  return commit ? ` ${commit.slice(0, 7)}${dirty ? '+' : ''}` : '';
}

function onlyVersion({ commit, dirty, startedAt }: Manifest): Manifest {
  return {
    ...(commit !== undefined && { commit }),
    ...(dirty !== undefined && { dirty }),
    ...(startedAt !== undefined && { startedAt }),
  };
}

function renamed({ runs }: Results, sets: string[], name: (set: string) => string): Run[] {
  return runs
    .filter(({ set }) => sets.includes(set))
    .map(({ round: _, ...run }) => ({ ...run, set: name(run.set) }));
}

function capacityOf(
  then: Results,
  now: Results,
  nameThen: (set: string) => string,
  nameNow: (set: string) => string,
): Pick<Results, 'capacity'> {
  if (!then.capacity || !now.capacity) return {};
  if (then.capacity.limitMs !== now.capacity.limitMs) return {};
  const trials = [
    ...then.capacity.trials.map((trial) => ({ ...trial, set: nameThen(trial.set) })),
    ...now.capacity.trials.map((trial) => ({ ...trial, set: nameNow(trial.set) })),
  ];
  return { capacity: { limitMs: now.capacity.limitMs, trials } };
}
