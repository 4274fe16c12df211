import { compareResults } from './compare-results.ts';
import { compareSets } from './compare-sets.ts';
import type { Compared } from './comparison.ts';
import { UnreadableError } from './k6/read-run.ts';
import type { Results, Run } from './model.ts';
import { type Options, UsageError } from './options.ts';
import { readSet, type SetOfFiles } from './read-set.ts';

/** Compares what the command line names. */
export async function compareFiles(options: Options): Promise<Compared> {
  const [a, b] = await readAll(options.sets);
  if ('results' in a!) {
    if (!b) return compareSets(a.results);
    if ('results' in b) return compareResults(a.results, b.results);
  }
  if (!b) throw new UsageError('two sets of results are compared; one was given');
  if ('results' in a! || 'results' in b) {
    throw new UnreadableError(`${options.sets.join(' and ')}: one is a results.json, one isn't`);
  }
  return compareSets(resultsOf([a!, b], options));
}

async function readAll(sets: string[]): Promise<SetOfFiles[]> {
  const read: SetOfFiles[] = [];
  // One by one: each may need the memory of a whole run.
  for (const set of sets) read.push(await readSet(set));
  return read;
}

function resultsOf(sets: Exclude<SetOfFiles, { results: Results }>[], options: Options): Results {
  const areSame = sets[0]!.name === sets[1]!.name;
  const names = sets.map(({ name }, index) => {
    return options.labels[index] || (areSame ? options.sets[index]! : name);
  });
  if (names[0] === names[1]) throw new UsageError(`both sets are called ${names[0]}: --label-b`);
  if (options.paired && sets[0]!.runs.length !== sets[1]!.runs.length) {
    const [one, other] = sets.map(({ runs }) => runs.length);
    throw new UsageError(
      `--paired takes as many runs of one as of the other, not ${one} and ${other}`,
    );
  }
  return {
    format: 'trio-compare/1',
    manifest: { files: Object.fromEntries(names.map((name, index) => [name, sets[index]!.files])) },
    sets: names,
    runs: sets.flatMap(({ runs }, index) =>
      runs.map((run, place): Run => {
        return { set: names[index]!, ...(options.paired && { round: place + 1 }), ...run };
      }),
    ),
  };
}
