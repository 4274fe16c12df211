import type { Compared, Comparison, Contrast, HitRates, Row } from './comparison.ts';
import { known, type Results } from './model.ts';
import { figureRows, latencyRows } from './rows.ts';
import { sentenceOf } from './sentence.ts';
import { warningsAbout } from './warnings.ts';

/** Maximum difference of k6's and Memcached's hit rates, in points. */
const hitRateTolerance = 0.5;

/** Compares each set with the first. */
export function compareSets(results: Results): Compared {
  const [baseline, ...others] = results.sets;
  if (baseline === undefined || others.length === 0) {
    throw new Error('there is one set only: a comparison takes two');
  }
  return compare(
    results,
    others.map((set) => ({ baseline, set })),
  );
}

/** Compares what the contrasts name. */
export function compare(results: Results, contrasts: Contrast[]): Compared {
  const latencies = latencyRows(results, contrasts);
  const figures = figureRows(results, contrasts);
  const rows = { contrasts, latencies, figures };
  const found: Omit<Comparison, 'warnings'> = {
    ...rows,
    runs: runsOf(results),
    hitRates: hitRatesOf(results.sets, figures),
    capacities: capacitiesOf(results),
    sentence: sentenceOf(results, rows),
  };
  return { results, comparison: { ...found, warnings: warningsAbout(results, found) } };
}

function runsOf({ sets, runs }: Results): Comparison['runs'] {
  return sets.map((set) => {
    const all = runs.filter((run) => run.set === set);
    return {
      set,
      valid: all.filter(({ invalid }) => invalid.length === 0).length,
      all: all.length,
    };
  });
}

/** Where both counted. */
function hitRatesOf(sets: string[], figures: Row[]): HitRates[] {
  const levels = (name: string) => figures.find((row) => row.name === name)?.levels ?? {};
  const [byK6, byMemcached] = [levels(known.hitRateAtMemcached), levels(known.hitRateOfMemcached)];
  return sets.flatMap((set) => {
    const { [set]: k6 } = byK6;
    const { [set]: memcached } = byMemcached;
    if (k6 === undefined || memcached === undefined) return [];
    return [{ set, k6, memcached, agree: Math.abs(k6 - memcached) <= hitRateTolerance }];
  });
}

function capacitiesOf({ sets, capacity }: Results): Comparison['capacities'] {
  if (!capacity) return [];
  const held = (set: string) => capacity.trials.filter((trial) => trial.set === set && trial.held);
  const tried = new Set(capacity.trials.map(({ set }) => set));
  return sets
    .filter((set) => tried.has(set))
    .map((set) => {
      const rates = held(set).map(({ rate }) => rate);
      return { set, rate: rates.length > 0 ? Math.max(...rates) : null };
    });
}
