import type { Results } from '../../model.ts';
import { quantity, tick } from '../../numbers.ts';
import { mean } from '../../statistics/sample.ts';
import { axes } from './axes.ts';
import { type Chart, mark, plot } from './figure.ts';
import { band, line, type Point, pointOf } from './lines.ts';
import { logScale, type Scale } from './scale.ts';

/**
 * Latency of all requests by percentile. The axis is stretched towards the tail, as HdrHistogram's
 * plots are (Gil Tene): each further nine takes as much room as the one before.
 */
export function distributionChart({ sets, runs }: Results): Chart | undefined {
  const curves = sets
    .map((set, place) => ({ set, place, points: curveOf(runs, set) }))
    .filter(({ points }) => points.length > 1);
  const all = curves.flatMap(({ points }) => points);
  if (all.length === 0) return undefined;
  const x = tailScale(Math.max(...all.map((point) => point.x)));
  const range = [
    Math.min(...all.map(({ least }) => least)),
    Math.max(...all.map(({ greatest }) => greatest)),
  ] as [number, number];
  const y = logScale(range, [plot.bottom, plot.top]);
  const drawn = curves.map(
    ({ place, points }) => band(place, points, x.at, y.at) + line(place, points, x.at, y.at),
  );
  const marks = curves.flatMap(({ place, points }) =>
    points
      .filter((point) => marked.includes(point.x))
      .map((point) => mark(place, x.at(point.x), y.at(point.mean))),
  );
  const grid = axes(
    { scale: x, label: 'percentile of all requests', write: (value) => `p${value}` },
    { scale: y, label: 'latency (ms)', write: tick },
  );
  return {
    title: 'Latency distribution',
    reading:
      'Lower is faster. Half of the requests are left of p50, all but one in a hundred left of p99; shaded: from the fastest to the slowest run.',
    description: `Latency by percentile, a line for each of ${sets.join(', ')}.`,
    svg: grid + drawn.join('') + marks.join(''),
    legend: curves.map(({ set }) => set),
    places: curves.map(({ place }) => place),
    data: numbersOf(curves),
  };
}

const marked = [50, 90, 95, 99, 99.9, 99.99];

function curveOf(runs: Results['runs'], set: string): Point[] {
  const values = new Map<number, number[]>();
  for (const run of runs.filter((each) => each.set === set && each.invalid.length === 0)) {
    const all = run.latencies.find(({ by }) => by === 'all')?.percentilesMs ?? {};
    for (const [percentile, ms] of Object.entries(all)) {
      if (ms <= 0 || Number(percentile) >= 100) continue;
      values.set(Number(percentile), [...(values.get(Number(percentile)) ?? []), ms]);
    }
  }
  return [...values]
    .sort(([one], [other]) => one - other)
    .map(([percentile, each]) => pointOf(percentile, each, geometricMean));
}

function geometricMean(values: number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

function tailScale(greatest: number): Scale {
  const nines = (percentile: number) => -Math.log10(1 - percentile / 100);
  const width = (plot.right - plot.left) / nines(greatest);
  return {
    at: (percentile) => plot.left + nines(percentile) * width,
    ticks: [0, 50, 90, 99, 99.9, 99.99].filter((tick) => tick <= greatest),
  };
}

function numbersOf(curves: { set: string; points: Point[] }[]): NonNullable<Chart['data']> {
  const percentiles = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))];
  return {
    head: ['percentile', ...curves.map(({ set }) => set)],
    rows: percentiles
      .sort((one, other) => one - other)
      .map((percentile) => [
        `p${percentile}`,
        ...curves.map(({ points }) => {
          const point = points.find(({ x }) => x === percentile);
          return point ? quantity(point.mean, 'ms') : '–';
        }),
      ]),
  };
}
