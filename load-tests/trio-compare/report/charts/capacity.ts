import type { Results, Trial } from '../../model.ts';
import { number, quantity, tick } from '../../numbers.ts';
import { axes } from './axes.ts';
import { type Chart, mark, plot, round, text } from './figure.ts';
import { line } from './lines.ts';
import { linearScale, logScale } from './scale.ts';

/** p99 by rate: every trial of the search for the highest rate. */
export function capacityChart({ sets, capacity }: Results): Chart | undefined {
  const trials = (capacity?.trials ?? []).filter(({ p99Ms }) => p99Ms > 0);
  if (!capacity || trials.length === 0) return undefined;
  const { limitMs } = capacity;
  const times = [limitMs, ...trials.map(({ p99Ms }) => p99Ms)];
  const x = linearScale([0, Math.max(...trials.map(({ rate }) => rate))], [plot.left, plot.right]);
  const y = logScale([Math.min(...times), Math.max(...times)], [plot.bottom, plot.top]);
  const shown = sets
    .map((set, place) => ({ set, place, own: byRate(trials.filter((each) => each.set === set)) }))
    .filter(({ own }) => own.length > 0);
  const drawn = shown.map(({ place, own }) => {
    const points = own.map(({ rate, p99Ms }) => ({ x: rate, mean: p99Ms, least: 0, greatest: 0 }));
    const marks = own.map(({ rate, p99Ms, held }) =>
      mark(place, x.at(rate), y.at(p99Ms), held ? 'mark' : 'mark hollow'),
    );
    return line(place, points, x.at, y.at) + marks.join('');
  });
  const at = round(y.at(limitMs));
  const limit = `<path class="limit" d="M${plot.left} ${at}H${plot.right}"/>${text(`limit ${limitMs} ms`, plot.left + 6, at - 6, 'strong')}`;
  const grid = axes(
    { scale: x, label: 'arrival rate (1/s)', write: tick },
    { scale: y, label: 'p99 (ms)', write: tick },
  );
  return {
    title: 'Rate against p99',
    reading: 'Each mark is one trial: filled where the rate was held, hollow where it was not.',
    description: `p99 by arrival rate for ${sets.join(', ')}, with the limit of ${limitMs} ms.`,
    svg: grid + limit + drawn.join(''),
    legend: shown.map(({ set }) => set),
    places: shown.map(({ place }) => place),
    data: {
      head: ['set', 'rate', 'p99', 'held'],
      rows: shown.flatMap(({ own }) => own).map(numbersOf),
    },
  };
}

function byRate(trials: Trial[]): Trial[] {
  return trials.toSorted((one, other) => one.rate - other.rate);
}

function numbersOf({ set, rate, p99Ms, held, reason }: Trial): string[] {
  const why = reason ? `no: ${reason}` : 'no';
  return [set, `${number(rate)}/s`, quantity(p99Ms, 'ms'), held ? 'yes' : why];
}
