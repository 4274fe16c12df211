import { round } from './figure.ts';

/** Where a set's runs were: their mean, the least and the greatest. */
export interface Point {
  x: number;
  mean: number;
  least: number;
  greatest: number;
}

type Place = (value: number) => number;

/** The line of the means. */
export function line(place: number, points: Point[], atX: Place, atY: Place): string {
  const path = points.map(({ x, mean }) => `${round(atX(x))} ${round(atY(mean))}`);
  return `<path class="line s${place % 6}" d="M${path.join('L')}"/>`;
}

/** From the least to the greatest of the runs. */
export function band(place: number, points: Point[], atX: Place, atY: Place): string {
  if (points.every(({ least, greatest }) => least === greatest)) return '';
  const edge = (each: Point, y: number) => `${round(atX(each.x))} ${round(atY(y))}`;
  const above = points.map((each) => edge(each, each.greatest));
  const below = points.map((each) => edge(each, each.least)).reverse();
  return `<path class="band s${place % 6}" d="M${[...above, ...below].join('L')}z"/>`;
}

/** The mean and the range of values of several runs at the same `x`. */
export function pointOf(x: number, values: number[], mean: (values: number[]) => number): Point {
  return { x, mean: mean(values), least: Math.min(...values), greatest: Math.max(...values) };
}
