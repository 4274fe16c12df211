import type { Results, Run } from '../../model.ts';
import { quantity, tick } from '../../numbers.ts';
import { mean } from '../../statistics/sample.ts';
import { xAxis } from './axes.ts';
import { type Chart, leftOf, mark, plot, round, shortened, text } from './figure.ts';
import { logScale } from './scale.ts';

interface OutcomeRow {
  outcome: string;
  set: string;
  place: number;
  times: [p50: number, p95: number, p99: number];
}

const rowHeight = 24;

/** Latency by what the cache did: p50, p95 and p99 in a row for each outcome and set. */
export function outcomesChart({ sets, runs }: Results): Chart | undefined {
  const rows = rowsOf(sets, runs);
  if (rows.length === 0) return undefined;
  const left = leftOf(rows.map(({ outcome }) => outcome)) + leftOf(rows.map(({ set }) => set)) - 24;
  const bottom = plot.top + rows.length * rowHeight + 6;
  const times = rows.flatMap((row) => row.times);
  const x = logScale([Math.min(...times), Math.max(...times)], [left, plot.right - 8]);
  const drawn = rows.map((row, index) => {
    const isFirst = row.outcome !== rows[index - 1]?.outcome;
    return drawRow({ ...row, isFirst, left }, plot.top + (index + 0.5) * rowHeight, x.at);
  });
  return {
    title: 'Latency by cache outcome',
    reading: 'The mark is p50; the line goes on to p95 (the tick) and p99 (its end).',
    description: `p50, p95 and p99 by cache outcome for ${sets.join(', ')}.`,
    svg: xAxis({ scale: x, label: 'latency (ms)', write: tick }, bottom) + drawn.join(''),
    height: bottom + 46,
    legend: [],
    places: [],
    data: {
      head: ['outcome', 'set', 'p50', 'p95', 'p99'],
      rows: rows.map(({ outcome, set, times: each }) => [
        outcome,
        set,
        ...each.map((ms) => quantity(ms, 'ms')),
      ]),
    },
  };
}

function drawRow(
  row: OutcomeRow & { isFirst: boolean; left: number },
  y: number,
  at: (ms: number) => number,
): string {
  const { isFirst, left } = row;
  const [p50, p95, p99] = row.times.map(at).map(round) as [number, number, number];
  const kind = `line thin s${row.place % 6}`;
  return [
    isFirst && y > plot.top + rowHeight
      ? `<path class="grid" d="M0 ${y - rowHeight / 2}H${plot.right}"/>`
      : '',
    isFirst ? text(shortened(row.outcome), 2, y + 4, 'strong') : '',
    text(shortened(row.set), left - 10, y + 4, 'end'),
    `<path class="${kind} solid" d="M${p50} ${y}H${p99}M${p95} ${y - 5}V${y + 5}M${p99} ${y - 3}V${y + 3}"/>`,
    mark(row.place, p50, y),
  ].join('');
}

function rowsOf(sets: string[], runs: Run[]): OutcomeRow[] {
  const latencies = runs.flatMap((run) => run.latencies).filter(({ by }) => by === 'outcome');
  const outcomes = [...new Set(latencies.map(({ name }) => name))].sort();
  return outcomes.flatMap((outcome) =>
    sets.flatMap((set, place) => {
      const times = [50, 95, 99].map((percentile) => timeOf(runs, set, outcome, percentile));
      const isWhole = times.every((time) => time !== undefined && time > 0);
      return isWhole ? [{ outcome, set, place, times: times as OutcomeRow['times'] }] : [];
    }),
  );
}

function timeOf(runs: Run[], set: string, outcome: string, percentile: number): number | undefined {
  const times = runs
    .filter((run) => run.set === set && run.invalid.length === 0)
    .flatMap((run) => run.latencies.filter(({ by, name }) => by === 'outcome' && name === outcome))
    .map(({ percentilesMs }) => percentilesMs[String(percentile)])
    .filter((time) => time !== undefined);
  return times.length > 0 ? mean(times) : undefined;
}
