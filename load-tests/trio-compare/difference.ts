import type { Contrast, Difference, Interval } from './comparison.ts';
import type { Run } from './model.ts';
import { estimateDifference, estimateMean, leastRuns } from './statistics/bootstrap.ts';
import { mean } from './statistics/sample.ts';

/** A run that counts, and what was measured in it. */
export interface Measured {
  set: string;
  round?: number;
  value: number;
}

/** The measurements of one row in the two sets of a contrast. */
interface Sides {
  baseline: number[];
  set: number[];
  paired: boolean;
}

/** Whether both sets ran in the same rounds, so that a round's drift cancels out. */
export function arePaired(runs: Run[], { baseline, set }: Contrast): boolean {
  const rounds = (name: string) => runs.filter((run) => run.set === name).map((run) => run.round);
  const [one, other] = [rounds(baseline), rounds(set)].map((each) => new Set(each));
  return one!.size > 0 && !one!.has(undefined) && one!.symmetricDifference(other!).size === 0;
}

/**
 * How a set differs from its baseline: by pairs if `paired`; as a ratio, by the mean of logarithms,
 * if `asRatio` and all values are above 0. Not yet judged against other rows.
 */
export function differenceOf(
  measured: Measured[],
  contrast: Contrast,
  { paired, asRatio }: { paired: boolean; asRatio: boolean },
): Difference {
  const sides = paired ? pair(measured, contrast) : split(measured, contrast);
  const counts = paired
    ? { pairs: sides.set.length }
    : { counts: [sides.baseline.length, sides.set.length] as [number, number] };
  if (sides.baseline.length === 0 || sides.set.length === 0) {
    return { ...contrast, ...counts, significant: false };
  }
  const isRatio = asRatio && [...sides.baseline, ...sides.set].every((value) => value > 0);
  const estimate = isRatio ? ratio(sides) : { absolute: shift(sides) };
  const { p } = estimate.absolute;
  return { ...contrast, ...counts, ...estimate, ...(p !== undefined && { p }), significant: false };
}

function split(measured: Measured[], contrast: Contrast): Sides {
  const of = (set: string) => measured.filter((each) => each.set === set).map(({ value }) => value);
  return { baseline: of(contrast.baseline), set: of(contrast.set), paired: false };
}

/** Only the rounds of which both runs count. */
function pair(measured: Measured[], contrast: Contrast): Sides {
  const sides: Sides = { baseline: [], set: [], paired: true };
  for (const { round, value } of measured.filter(({ set }) => set === contrast.set)) {
    const other = measured.find((each) => each.set === contrast.baseline && each.round === round);
    if (!other) continue;
    sides.baseline.push(other.value);
    sides.set.push(value);
  }
  return sides;
}

type Judged = Interval & { p?: number };

function shift({ baseline, set, paired }: Sides): Judged {
  const value = mean(set) - mean(baseline);
  if (Math.min(baseline.length, set.length) < leastRuns) return { value };
  if (!paired) return estimateDifference(set, baseline);
  return estimateMean(set.map((each, index) => each - baseline[index]!));
}

/** In the unit, the ratio's interval is that of the set against the baseline as it was measured. */
function ratio(sides: Sides): { absolute: Judged; relative: Interval } {
  const logarithms = {
    ...sides,
    baseline: sides.baseline.map(Math.log),
    set: sides.set.map(Math.log),
  };
  const estimate = shift(logarithms);
  const level = Math.exp(mean(logarithms.baseline));
  const relative = scaled(estimate, (logarithm) => Math.expm1(logarithm));
  const absolute = scaled(relative, (part) => part * level);
  return { relative, absolute: { ...absolute, ...(estimate.p && { p: estimate.p }) } };
}

function scaled({ value, interval }: Interval, scale: (value: number) => number): Interval {
  if (!interval) return { value: scale(value) };
  return { value: scale(value), interval: [scale(interval[0]), scale(interval[1])] };
}
