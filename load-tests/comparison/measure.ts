import type { Say } from '../../stack/progress.ts';
import { createRandom } from '../seed/random.ts';
import type { Capacity, Manifest, Results, Run, Trial } from '../trio-compare/model.ts';
import { manifestOf } from './manifest.ts';
import { type Mode, type Options, setNames } from './options.ts';
import { makeRun } from './run.ts';
import { planRuns } from './schedule.ts';
import { searchRates } from './search.ts';
import { openTestbed, openTestStack, type Testbed } from './testbed.ts';

/**
 * Time that a run takes beside its traffic: resetting the data, emptying the cache, starting k6.
 */
const overheadS = 5;

export interface Watching {
  say: Say;
  /** Called before the first run. What it throws ends the comparison. */
  onManifest?: (manifest: Manifest) => void;
}

/** Makes all runs, and the search for the highest rates, on a temporary stack. */
export async function measureAll(
  options: Options,
  k6: string,
  { say, onManifest }: Watching,
): Promise<Results> {
  await using scope = new AsyncDisposableStack();
  say(`${options.servers} servers and what they need start`);
  const stack = await openTestStack(options, scope);
  const sets = setNames(options.modes);
  const manifest = await manifestOf(options, stack, k6);
  onManifest?.(manifest);
  say(`${options.users} users with ${options.todos} to-dos each are made and signed in`);
  const testbed = await openTestbed(stack, options, scope);
  const runs = await makeRuns(testbed, k6, { options, sets, say });
  const capacity = await search(testbed, k6, { options, sets, say });
  return { format: 'trio-compare/1', manifest, sets, runs, ...(capacity && { capacity }) };
}

interface Plan {
  options: Options;
  sets: string[];
  say: Say;
}

async function makeRuns(testbed: Testbed, k6: string, plan: Plan): Promise<Run[]> {
  const { options, sets, say } = plan;
  const planned = planRuns(sets.length, options.rounds, options.seed);
  const eachS = options.durationS + options.warmupS + overheadS;
  const runs: Run[] = [];
  for (const [index, { set, round }] of planned.entries()) {
    const left = minutes((planned.length - index) * eachS);
    const name = sets[set] as string;
    say(`run ${index + 1} of ${planned.length}: ${name}, round ${round}; ${left} left`);
    const mode = options.modes[set] as Mode;
    const run = await makeRun(testbed, k6, { ...options, set: name, mode, round });
    if (run.invalid.length > 0) say(`it does not count: ${run.invalid.join(', ')}`);
    runs.push(run);
  }
  return runs;
}

async function search(
  testbed: Testbed,
  k6: string,
  { options, sets, say }: Plan,
): Promise<Capacity | undefined> {
  const { limitMs, trialS, modes, rate, seed } = options;
  if (limitMs === undefined) return undefined;
  say(`the highest rate that each holds with p99 under ${limitMs} ms is searched for`);
  const tryRate = async (set: string, tried: number): Promise<Trial> => {
    const mode = modes[sets.indexOf(set)] as Mode;
    const part = { durationS: trialS, warmupS: Math.ceil(trialS / 3), rate: tried };
    const trial = trialOf(await makeRun(testbed, k6, { ...options, ...part, set, mode }), {
      limitMs,
      rate: tried,
    });
    say(`${set} at ${tried}/s: ${trial.held ? 'held' : trial.reason}`);
    return trial;
  };
  const trials = await searchRates({ sets, startRate: rate, tryRate, random: createRandom(seed) });
  return { limitMs, trials };
}

/** What a run shows about its rate. */
function trialOf(run: Run, { limitMs, rate }: { limitMs: number; rate: number }): Trial {
  const p99Ms = run.latencies.find(({ by }) => by === 'all')?.percentilesMs[99] ?? Number.NaN;
  const reasons = [...run.invalid, ...(p99Ms <= limitMs ? [] : [`p99 was ${p99Ms.toFixed(0)} ms`])];
  const reason = reasons.join(', ');
  return { set: run.set, rate, p99Ms, held: reason === '', ...(reason && { reason }) };
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
