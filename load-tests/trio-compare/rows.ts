import type { Contrast, Difference, Row } from './comparison.ts';
import { arePaired, differenceOf, type Measured } from './difference.ts';
import { known, type Results, type Run } from './model.ts';
import { discoveries } from './statistics/false-discoveries.ts';
import { mean } from './statistics/sample.ts';

const percentiles = [50, 95, 99] as const;

/** p50, p95 and p99 of all requests and of each route, judged together. */
export function latencyRows(results: Results, contrasts: Contrast[]): Row[] {
  const groups = groupsOf(results.runs);
  const rows = groups.flatMap(({ by, name }) =>
    percentiles.map((percentile) => {
      const measure = (run: Run) =>
        run.latencies.find((each) => each.by === by && each.name === name)?.percentilesMs[
          String(percentile)
        ];
      const head = { by, name, percentile, unit: 'ms' as const };
      return { ...head, ...compareValues(results, contrasts, measure, true) };
    }),
  );
  return judged(rows.filter(({ levels }) => Object.keys(levels).length > 0));
}

/** Every figure, judged together. */
export function figureRows(results: Results, contrasts: Contrast[]): Row[] {
  const figures = new Map(
    results.runs.flatMap((run) => run.figures.map(({ name, unit }) => [name, unit] as const)),
  );
  // What was set, and not measured, is the same in all runs.
  figures.delete(known.rate);
  const rows = [...figures].map(([name, unit]) => {
    const measure = (run: Run) => run.figures.find((each) => each.name === name)?.value;
    const head = { by: 'figure' as const, name, unit };
    return { ...head, ...compareValues(results, contrasts, measure, false) };
  });
  return judged(rows.filter(({ levels }) => Object.keys(levels).length > 0));
}

function groupsOf(runs: Run[]): Pick<Row, 'by' | 'name'>[] {
  const latencies = runs.flatMap((run) => run.latencies);
  const of = (by: 'all' | 'route') =>
    [...new Set(latencies.filter((each) => each.by === by).map(({ name }) => name))].map(
      (name) => ({ by, name }),
    );
  return [...of('all'), ...of('route').sort((one, other) => (one.name < other.name ? -1 : 1))];
}

function compareValues(
  { sets, runs }: Results,
  contrasts: Contrast[],
  measure: (run: Run) => number | undefined,
  asRatio: boolean,
): Pick<Row, 'levels' | 'differences'> {
  const measured: Measured[] = [];
  for (const run of runs.filter(({ invalid }) => invalid.length === 0)) {
    const value = measure(run);
    if (value === undefined || !Number.isFinite(value)) continue;
    measured.push({ set: run.set, value, ...(run.round !== undefined && { round: run.round }) });
  }
  const levels: Record<string, number> = {};
  for (const set of sets) {
    const values = measured.filter((each) => each.set === set).map(({ value }) => value);
    if (values.length > 0) levels[set] = asRatio ? geometricMean(values) : mean(values);
  }
  const differences = contrasts.map((contrast) =>
    differenceOf(measured, contrast, { paired: arePaired(runs, contrast), asRatio }),
  );
  return { levels, differences };
}

function geometricMean(values: number[]): number {
  if (values.some((value) => value <= 0)) return mean(values);
  return Math.exp(mean(values.map(Math.log)));
}

/** Decides `significant`, for all rows of a table at once: see decision 8. */
function judged(rows: Row[]): Row[] {
  const all = rows.flatMap(({ differences }) => differences);
  const tested = all.filter(({ p }) => p !== undefined);
  const found = discoveries(tested.map(({ p }) => p!));
  const significant = new Set(tested.filter((each, index) => found[index] && excludesZero(each)));
  return rows.map((row) => ({
    ...row,
    differences: row.differences.map((each) => ({ ...each, significant: significant.has(each) })),
  }));
}

function excludesZero({ absolute }: Difference): boolean {
  const [low, high] = absolute?.interval ?? [0, 0];
  return low > 0 || high < 0;
}
