/** How numbers are written: three significant digits, a true minus sign, thin groups of thousands. */
import type { Interval } from './comparison.ts';
import type { Figure } from './model.ts';

/** `0.0123`, `1.23`, `12.3`, `123`, `12,345`. */
export function number(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-6) return minus(value.toExponential(2));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Number(size.toPrecision(3)))));
  return minus(grouped(value.toFixed(digits)));
}

/** On an axis, with as many digits as it has: `50`, `0.2`, `1,000`. */
export function tick(value: number): string {
  return minus(grouped(String(value)));
}

/** With its unit, as in `12.3 ms`. */
export function quantity(value: number, unit: Figure['unit']): string {
  return withUnit(number(value), unit);
}

export function withUnit(text: string, unit: Figure['unit'] | 'points'): string {
  if (unit === '') return text;
  return unit === '/s' ? `${text}/s` : `${text} ${unit}`;
}

/** `+12.3 ms`, `−0.5`; `±0` for nothing. */
export function signed(value: number, unit: Figure['unit'] | 'points'): string {
  return withUnit(value === 0 ? '±0' : `${value > 0 ? '+' : ''}${number(value)}`, unit);
}

/** A part as a change in percent: `−56 %` for -0.56, to a tenth where it is small. */
export function change(part: number): string {
  const percent = part * 100;
  const text = percent.toFixed(Math.abs(percent) < 9.95 ? 1 : 0);
  if (Number(text) === 0) return '±0 %';
  return `${percent > 0 ? '+' : ''}${minus(grouped(text))} %`;
}

/** `−61 % to −49 %`. */
export function interval({ interval: bounds }: Interval, write: (value: number) => string): string {
  return bounds ? `${write(bounds[0])} to ${write(bounds[1])}` : '';
}

/** `1 run`, `1,234 runs`. */
export function counted(count: number, one: string): string {
  return `${grouped(String(count))} ${one}${count === 1 ? '' : 's'}`;
}

function minus(text: string): string {
  return text.replace(/^-/, '−');
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}
