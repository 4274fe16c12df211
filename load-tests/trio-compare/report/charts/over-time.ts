import type { Results, Run } from '../../model.ts';
import { tick } from '../../numbers.ts';
import { mean } from '../../statistics/sample.ts';
import { axes } from './axes.ts';
import { type Chart, mark, plot } from './figure.ts';
import { band, line, type Point, pointOf } from './lines.ts';
import { linearScale } from './scale.ts';

/** More than a reader looks at. */
const mostCharts = 6;

/** A chart for each series, the sets' runs averaged second by second. */
export function overTimeCharts({ sets, runs }: Results): Chart[] {
  const names = [...new Set(runs.flatMap(({ series }) => series.map(({ name }) => name)))];
  return names.slice(0, mostCharts).flatMap((name) => {
    const chart = overTimeChart(name, sets, runs);
    return chart ? [chart] : [];
  });
}

function overTimeChart(name: string, sets: string[], runs: Run[]): Chart | undefined {
  const curves = sets
    .map((set, place) => ({ set, place, points: curveOf(runs, set, name) }))
    .filter(({ points }) => points.length > 1);
  const all = curves.flatMap(({ points }) => points);
  if (all.length === 0) return undefined;
  const unit = runs.flatMap(({ series }) => series).find((each) => each.name === name)?.unit ?? '';
  const greatest = unit === '%' ? 100 : Math.max(...all.map((point) => point.greatest));
  const x = linearScale([0, Math.max(...all.map((point) => point.x))], [plot.left, plot.right]);
  const y = linearScale(
    [Math.min(0, ...all.map(({ least }) => least)), greatest],
    [plot.bottom, plot.top],
  );
  const drawn = curves.map(({ place, points }) => {
    const marks = points.filter((_, index) => index % Math.ceil(points.length / 8) === place % 3);
    return [
      band(place, points, x.at, y.at),
      line(place, points, x.at, y.at),
      ...marks.map((point) => mark(place, x.at(point.x), y.at(point.mean))),
    ].join('');
  });
  const grid = axes(
    { scale: x, label: 'time since the measured part began (s)', write: tick },
    { scale: y, label: `${name}${unit ? ` (${unit})` : ''}`, write: tick },
  );
  return {
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)} over time`,
    reading: 'The mean of the runs that count; shaded: from the least to the greatest of them.',
    description: `${name} over time, a line for each of ${sets.join(', ')}.`,
    svg: grid + drawn.join(''),
    legend: curves.map(({ set }) => set),
    places: curves.map(({ place }) => place),
  };
}

/** A series with many points is averaged over stretches, of which there are at most 120. */
function curveOf(runs: Run[], set: string, name: string): Point[] {
  const points = runs
    .filter((run) => run.set === set && run.invalid.length === 0)
    .map((run) => run.series.find((each) => each.name === name)?.points ?? []);
  const seconds = Math.max(1, ...points.flat().map(([second]) => second));
  const step = Math.max(1, Math.ceil(seconds / 120));
  const values = new Map<number, number[]>();
  for (const run of points) {
    for (const [second, value] of stretches(run, step)) {
      values.set(second, [...(values.get(second) ?? []), value]);
    }
  }
  return [...values]
    .sort(([one], [other]) => one - other)
    .map(([second, each]) => pointOf(second, each, mean));
}

function stretches(points: [number, number | null][], step: number): [number, number][] {
  const values = new Map<number, number[]>();
  for (const [second, value] of points) {
    if (value === null) continue;
    const start = Math.floor(second / step) * step;
    values.set(start, [...(values.get(start) ?? []), value]);
  }
  return [...values].map(([second, each]) => [second, mean(each)]);
}
