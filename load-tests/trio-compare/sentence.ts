import type { Comparison, Contrast, Difference, Row } from './comparison.ts';
import { known, type Results } from './model.ts';
import { change, interval, number, quantity } from './numbers.ts';

/** The comparison in one sentence: p99 of all requests, or that nothing could be shown about it. */
export function sentenceOf(
  { runs }: Results,
  { contrasts, latencies, figures }: Pick<Comparison, 'contrasts' | 'latencies' | 'figures'>,
): string {
  const all = latencies.filter(({ by }) => by === 'all');
  const headline = all.find(({ percentile }) => percentile === 99) ?? all[0] ?? latencies[0];
  if (!headline) return 'There is nothing to compare: no run that counts has a latency.';
  const clauses = contrasts.map((_, index) => {
    const others = all.filter((row) => row !== headline && row.name === headline.name);
    return [clause(headline, index), ...others.flatMap((row) => aside(headline, row, index))];
  });
  // How it was made belongs to the first clause; why it is so is told where there is only one.
  clauses[0]![0] += arrivals(runs);
  if (contrasts.length === 1) clauses[0]![0] += circumstances(figures, contrasts[0]!);
  const sentence = `${clauses.flat().join('; ')}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** What is measured by the row: `p99 of all requests`, `p50 of today`. */
function subject({ by, name, percentile }: Row): string {
  return `p${percentile} of ${by === 'all' ? 'all requests' : name}`;
}

function clause(row: Row, index: number): string {
  const difference = row.differences[index]!;
  const { baseline, set, absolute } = difference;
  if (!absolute) return missing(row, difference);
  if (!absolute.interval) return `${plain(row, difference)}, ${howFew(difference)}`;
  if (!difference.significant) return undecided(row, difference);
  return index > 0
    ? shortened(row, index)
    : `with ${set} instead of ${baseline}, ${movement(row, difference)}`;
}

/** What was said in the first clause isn't said again: the baseline, and that p99 falls from it. */
function shortened(row: Row, index: number): string {
  const [first, difference] = [row.differences[0]!, row.differences[index]!];
  const { baseline, set } = difference;
  if (baseline !== first.baseline)
    return `with ${set} instead of ${baseline}, ${movement(row, difference)}`;
  const isSame =
    first.significant && Math.sign(first.absolute!.value) === Math.sign(difference.absolute!.value);
  return `with ${set}, ${isSame ? target(row, difference) : movement(row, difference)}`;
}

/** Where p99 shows nothing, what p50 and p95 show. */
function aside(headline: Row, row: Row, index: number): string[] {
  const isDecided = headline.differences[index]!.significant;
  const difference = row.differences[index]!;
  return !isDecided && difference.significant ? [movement(row, difference)] : [];
}

function movement(row: Row, difference: Difference): string {
  const { baseline, absolute } = difference;
  const verb = absolute!.value < 0 ? 'falls' : 'rises';
  const from = quantity(row.levels[baseline]!, row.unit);
  return `${subject(row)} ${verb} from ${from} ${target(row, difference)}`;
}

/** `to 21 ms (−56 %, 95 % CI −61 % to −49 %)`. */
function target(row: Row, difference: Difference): string {
  const { value, range } = sizes(row, difference);
  const to = quantity(row.levels[difference.set]!, row.unit);
  return `to ${to} (${value}, 95 % CI ${range})`;
}

function undecided(row: Row, difference: Difference): string {
  const { baseline, set } = difference;
  const [one, other] = [row.levels[baseline]!, row.levels[set]!].map((ms) =>
    quantity(ms, row.unit),
  );
  const nothing = `between ${baseline} and ${set}, no difference in ${subject(row)} could be shown`;
  const range = sizes(row, difference).range.replace(' to ', ' and ');
  return `${nothing} (${one} and ${other}); if there is one, it is between ${range} (95 % CI)`;
}

function plain(row: Row, difference: Difference): string {
  const { baseline, set } = difference;
  const [one, other] = [row.levels[baseline]!, row.levels[set]!].map((ms) =>
    quantity(ms, row.unit),
  );
  const { value } = sizes(row, difference);
  return `${subject(row)} was ${one} with ${baseline} and ${other} with ${set} (${value})`;
}

function howFew({ pairs, counts }: Difference): string {
  const [one, other] = counts ?? [pairs!, pairs!];
  if (one === 1 && other === 1) return "one run each, which can't tell a difference from noise";
  const runs = one === other ? `${one} runs each` : `${one} and ${other} runs`;
  return `${runs}, which are too few to tell a difference from noise`;
}

function missing({ levels }: Row, { baseline, set }: Contrast): string {
  const without = [baseline, set].filter((name) => levels[name] === undefined);
  const why = without.length > 0 ? `no run of ${without.join(' or of ')} counts` : 'no pair counts';
  return `there is no comparison of ${set} with ${baseline}: ${why}`;
}

function sizes({ unit }: Row, { relative, absolute }: Difference) {
  if (relative) return { value: change(relative.value), range: interval(relative, change) };
  const write = (value: number) => quantity(value, unit);
  return { value: write(absolute!.value), range: interval(absolute!, write) };
}

/** ` at 200 arrivals/s`, if all runs were made at one rate. */
function arrivals(runs: Results['runs']): string {
  const rates = runs.map(({ figures }) => figures.find(({ name }) => name === known.rate)?.value);
  const [rate] = rates;
  if (rate === undefined || rates.some((each) => each !== rate)) return '';
  return ` at ${number(rate)} arrivals/s`;
}

/** What explains it: hits and queries. */
function circumstances(figures: Row[], contrast: Contrast): string {
  const hits = told(figures, contrast, known.hitRate);
  const queries = told(figures, contrast, known.queries);
  const parts = [
    ...(hits ? [`${hits} of the reads answered by the cache`] : []),
    ...(queries ? [`${queries} Postgres queries per request`] : []),
  ];
  return parts.length > 0 ? `, with ${parts.join(' and ')}` : '';
}

/** `0.6 instead of 5.1`, if that is shown; `93 %`, if the baseline has nothing of the kind. */
function told(figures: Row[], { baseline, set }: Contrast, name: string): string | undefined {
  const row = figures.find((each) => each.name === name);
  const { [baseline]: before, [set]: now } = row?.levels ?? {};
  if (!row || now === undefined) return undefined;
  const write = (value: number) => number(value) + (row.unit === '%' ? ' %' : '');
  if (!before) return now > 0 ? write(now) : undefined;
  const isShown = row.differences.some(({ significant }) => significant);
  return isShown ? `${write(now)} instead of ${write(before)}` : undefined;
}
