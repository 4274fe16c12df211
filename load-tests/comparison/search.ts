import type { Trial } from '../trio-compare/model.ts';
import { shuffled } from './schedule.ts';

export interface SearchOptions {
  sets: string[];
  /** The first rate that is tried of each set. */
  startRate: number;
  /** Tries one rate, in arrivals in a second. */
  tryRate: (set: string, rate: number) => Promise<Trial>;
  random: () => number;
}

/** Step up or down by this factor until one rate held and one did not; then halve geometrically. */
const step = 1.5;
/** Ends when the highest rate that held and the lowest that did not are within a tenth. */
const precision = 1.1;
const mostTries = 12;

/** What is known of one set. */
interface Bracket {
  set: string;
  held: number;
  failed: number;
  tries: number;
}

/**
 * Finds the highest rate that each set holds, to a tenth. The sets take turns in random order, so
 * drift meets all alike. A trial that does not hold is repeated once: a hiccup can spoil a trial,
 * but can't make one hold.
 */
export async function searchRates(options: SearchOptions): Promise<Trial[]> {
  const { sets, startRate, tryRate, random } = options;
  const brackets = sets.map((set) => ({
    set,
    held: 0,
    failed: Number.POSITIVE_INFINITY,
    tries: 0,
  }));
  const trials: Trial[] = [];
  for (let open = brackets; open.length > 0; open = open.filter((each) => !isFound(each))) {
    for (const index of shuffled(open.length, random)) {
      const bracket = open[index] as Bracket;
      const rate = nextRate(bracket, startRate);
      bracket.tries += 1;
      trials.push(await tryRate(bracket.set, rate));
      if (!trials.at(-1)?.held) trials.push(await tryRate(bracket.set, rate));
      if (trials.at(-1)?.held) bracket.held = rate;
      else bracket.failed = rate;
    }
  }
  return trials;
}

function isFound({ held, failed, tries }: Bracket): boolean {
  return tries >= mostTries || (held > 0 && failed / held <= precision);
}

/** Whole arrivals in a second, at least one. */
function nextRate({ held, failed }: Bracket, startRate: number): number {
  if (held === 0 && failed === Number.POSITIVE_INFINITY) return startRate;
  if (failed === Number.POSITIVE_INFINITY) return Math.round(held * step);
  if (held === 0) return Math.max(1, Math.round(failed / step));
  return Math.round(Math.sqrt(held * failed));
}
