import type { Comparison, Difference } from '../../comparison.ts';
import { change } from '../../numbers.ts';
import { xAxis } from './axes.ts';
import { type Chart, leftOf, mark, plot, round, shortened, text } from './figure.ts';
import { linearScale } from './scale.ts';

const gap = 10;
const lineHeight = 16;

/** p99 of all requests and of each route against the baseline, with the intervals. */
export function differencesChart(
  { contrasts, latencies }: Comparison,
  sets: string[],
): Chart | undefined {
  const rows = latencies
    .filter(({ percentile }) => percentile === 99)
    .map(({ name, differences }) => ({
      name,
      shown: differences.filter(({ relative }) => relative?.interval),
    }))
    .filter(({ shown }) => shown.length > 0);
  if (rows.length === 0) return undefined;
  const left = leftOf(rows.map(({ name }) => name));
  const bounds = rows.flatMap(({ shown }) => shown.flatMap(({ relative }) => relative!.interval!));
  // One uncertain row would press all others together.
  const least = Math.max(-1, Math.min(0, ...bounds));
  const greatest = Math.min(3, Math.max(0.1, ...bounds));
  const x = linearScale([least, greatest], [left, plot.right - 10]);
  const heights = rows.map(({ shown }) => shown.length * lineHeight + gap);
  const bottom = plot.top + heights.reduce((sum, height) => sum + height, 0);
  let top = plot.top;
  const drawn = rows.map(({ name, shown }, index) => {
    const from = top + gap / 2;
    top += heights[index]!;
    const lines = shown.map((difference, place) =>
      drawInterval(
        difference,
        sets.indexOf(difference.set),
        from + (place + 0.5) * lineHeight,
        x.at,
      ),
    );
    return (
      text(shortened(name), left - 10, from + (shown.length * lineHeight) / 2 + 4, 'end') +
      lines.join('')
    );
  });
  const zero = `<path class="axis" d="M${round(x.at(0))} ${plot.top}V${bottom}"/>`;
  return {
    title: 'p99 against the baseline, by route',
    reading:
      'Each line is a 95 % confidence interval. Left of 0 is faster; hollow: no difference could be shown.',
    description: `The change of p99 by route, for ${contrasts.map(({ set }) => set).join(', ')}.`,
    svg:
      xAxis(
        { scale: x, label: 'change of p99', write: (part) => (part === 0 ? '0' : change(part)) },
        bottom,
      ) +
      zero +
      drawn.join(''),
    height: bottom + 46,
    legend: contrasts.map(({ set }) => set),
    places: contrasts.map(({ set }) => sets.indexOf(set)),
  };
}

function drawInterval(
  { relative, significant }: Difference,
  place: number,
  y: number,
  at: (part: number) => number,
): string {
  const inside = (part: number) => round(Math.min(plot.right, at(part)));
  const [from, to] = relative!.interval!.map(inside);
  const line = `<path class="line thin solid s${place % 6}" d="M${from} ${y}H${to}"/>`;
  return line + mark(place, inside(relative!.value), y, significant ? 'mark' : 'mark hollow');
}
