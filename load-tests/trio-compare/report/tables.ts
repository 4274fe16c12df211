import type { Comparison, Contrast, Difference, Row } from '../comparison.ts';
import { known, type Results } from '../model.ts';
import { change, interval, number, quantity, signed, withUnit } from '../numbers.ts';

/** A table as any of the reports shows it. The first column names the row. */
export interface Table {
  title: string;
  head: string[];
  rows: Cell[][];
}

export type Cell = string | DifferenceCell;

interface DifferenceCell {
  /** `−56 %`, or `~`. */
  main: string;
  /** `−61 % to −49 %`. */
  interval: string;
  tone: 'better' | 'worse' | 'shown' | 'none';
}

const nothing = '–';

/** A row for each set: what a reader wants to know first. */
export function summaryTable({
  results,
  comparison,
}: {
  results: Results;
  comparison: Comparison;
}): Table {
  const { contrasts, latencies, figures, capacities } = comparison;
  const all = latencies.filter(({ by }) => by === 'all');
  const extra = [known.hitRate, known.queries].flatMap((name) =>
    figures.filter((row) => row.name === name),
  );
  const p99 = all.find(({ percentile }) => percentile === 99);
  const rows = results.sets.map((set): Cell[] => {
    const index = contrasts.findIndex((contrast) => contrast.set === set);
    const difference = p99 && index >= 0 ? differenceCell(p99, p99.differences[index]!) : nothing;
    const { valid = 0, all: runs = 0 } = comparison.runs.find((each) => each.set === set) ?? {};
    return [
      set,
      ...all.map((row) => level(row, set)),
      ...(p99 ? [difference] : []),
      ...extra.map((row) => level({ ...row, unit: unitInCell(row) }, set)),
      ...(capacities.length > 0 ? [rateOf(comparison, set)] : []),
      valid === runs ? String(runs) : `${valid} of ${runs}`,
    ];
  });
  const head = [
    'set',
    ...all.map(({ percentile }) => `p${percentile}`),
    ...(p99 ? ['p99 against the baseline'] : []),
    ...extra.map(figureName),
    ...(capacities.length > 0 ? ['highest rate'] : []),
    'runs',
  ];
  return { title: 'All requests', head, rows };
}

/** p50, p95 and p99 of all requests and of each route. */
export function latencyTable({ contrasts, latencies }: Comparison): Table {
  const head = ['requests', 'percentile', ...columns(contrasts, (set) => set, against)];
  const rows = latencies.map((row) => [row.name, `p${row.percentile}`, ...cells(contrasts, row)]);
  return { title: 'Latency', head, rows };
}

/** Hit rates, queries, CPU, and whatever else was measured. */
export function figureTable({ contrasts, figures }: Comparison): Table {
  const head = ['figure', ...columns(contrasts, (set) => set, against)];
  const rows = figures.map((row) => [
    figureName(row),
    ...cells(contrasts, { ...row, unit: unitInCell(row) }),
  ]);
  return { title: 'Figures', head, rows };
}

/** Long units stand once, with the name. */
function figureName({ name, unit }: Row): string {
  if (unit === '%' || unit === '') return name;
  return unit === 'per request'
    ? `${name} per request`
    : `${name} (${unit === '/s' ? '1/s' : unit})`;
}

function unitInCell({ unit }: Row): Row['unit'] {
  return unit === '%' ? '%' : '';
}

/** The highest rate that each set held, and what came above it. */
export function capacityTable({
  results,
  comparison,
}: {
  results: Results;
  comparison: Comparison;
}): Table {
  const { limitMs = 0, trials = [] } = results.capacity ?? {};
  const rows = comparison.capacities.map(({ set, rate }): Cell[] => {
    const own = trials.filter((trial) => trial.set === set);
    const best = own.findLast((trial) => trial.held && trial.rate === rate);
    const [next] = own
      .filter((trial) => !trial.held && trial.rate > (rate ?? 0))
      .sort((one, other) => one.rate - other.rate);
    const failed = next
      ? `${next.reason ?? `p99 ${quantity(next.p99Ms, 'ms')}`} at ${number(next.rate)}/s`
      : nothing;
    return [set, rateOf(comparison, set), best ? quantity(best.p99Ms, 'ms') : nothing, failed];
  });
  const title = `Highest rate with p99 under ${limitMs} ms`;
  return { title, head: ['set', 'highest rate held', 'p99 there', 'the next rate tried'], rows };
}

/** Every run in the order in which they were made. */
export function runTable({ runs }: Results): Table {
  const rows = runs.map((run, index): Cell[] => [
    String(index + 1),
    run.set,
    run.round === undefined ? nothing : String(run.round),
    run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC') || nothing,
    run.durationMs > 0 ? `${number(run.durationMs / 1_000)} s` : nothing,
    requestsOf(run),
    run.invalid.length > 0 ? `no: ${run.invalid.join('; ')}` : 'yes',
  ]);
  return {
    title: 'Runs',
    head: ['', 'set', 'round', 'started', 'duration', 'requests', 'counts'],
    rows,
  };
}

/** The difference in words that a table has room for. */
function differenceCell({ unit, by }: Row, difference: Difference): Cell {
  const { absolute, relative, significant } = difference;
  if (!absolute) return nothing;
  const shown = relative ?? absolute;
  const units = unit === '%' ? 'points' : unit;
  const write = relative ? change : (value: number) => signed(value, units);
  const bounds = relative
    ? interval(relative, change)
    : withUnit(
        interval(absolute, (value) => signed(value, '')),
        units,
      );
  const tone = by === 'figure' ? 'shown' : absolute.value < 0 ? 'better' : 'worse';
  return {
    main: significant || !absolute.interval ? write(shown.value) : '~',
    interval: absolute.interval ? bounds : 'no interval',
    tone: significant ? tone : 'none',
  };
}

/** As one text: `−56 % (−61 % to −49 %)`. */
export function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell : `${cell.main} (${cell.interval})`;
}

/** Levels and differences in the order of reading: each baseline once, each set before its difference. */
function columns<Column>(
  contrasts: Contrast[],
  ofSet: (set: string) => Column,
  ofContrast: (contrast: Contrast, index: number) => Column,
): Column[] {
  const shown = new Set<string>();
  return contrasts.flatMap((contrast, index) => {
    const sets = [contrast.baseline, contrast.set].filter((set) => !shown.has(set));
    for (const set of sets) shown.add(set);
    return [...sets.map(ofSet), ofContrast(contrast, index)];
  });
}

function cells(contrasts: Contrast[], row: Row): Cell[] {
  return columns<Cell>(
    contrasts,
    (set) => level(row, set),
    (_, index) => differenceCell(row, row.differences[index]!),
  );
}

function against({ baseline }: Contrast): string {
  return `against ${baseline}`;
}

function level({ levels, unit }: Row, set: string): string {
  const { [set]: value } = levels;
  return value === undefined ? nothing : quantity(value, unit);
}

function rateOf({ capacities }: Comparison, set: string): string {
  const capacity = capacities.find((each) => each.set === set);
  if (!capacity) return nothing;
  return capacity.rate === null ? 'none' : `${number(capacity.rate)}/s`;
}

function requestsOf({ latencies }: Results['runs'][number]): string {
  const count = latencies.find(({ by }) => by === 'all')?.count;
  return count ? count.toLocaleString('en') : nothing;
}
