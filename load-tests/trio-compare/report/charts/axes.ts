import { plot, round, text } from './figure.ts';
import type { Scale } from './scale.ts';

interface Axis {
  scale: Scale;
  /** With the unit. */
  label: string;
  write(value: number): string;
}

/** Grid lines, ticks and labels, below the data. */
export function axes(x: Axis, y: Axis): string {
  const rows = y.scale.ticks.map((tick) => {
    const at = y.scale.at(tick);
    const line = `<path class="grid" d="M${plot.left} ${round(at)}H${plot.right}"/>`;
    return line + text(y.write(tick), plot.left - 8, at + 4, 'end');
  });
  return `${rows.join('')}${xAxis(x, plot.bottom, true)}${text(y.label, 0, 0, 'label up')}`;
}

/** The axis along the bottom, alone where rows have labels of their own. */
export function xAxis({ scale, label, write }: Axis, bottom: number, isGridded = true): string {
  const columns = scale.ticks.map((tick) => {
    const at = round(scale.at(tick));
    const line = isGridded ? `<path class="grid" d="M${at} ${plot.top}V${bottom}"/>` : '';
    return line + text(write(tick), at, bottom + 18, 'middle');
  });
  const name = text(
    label,
    (scale.at(scale.ticks[0]!) + plot.right) / 2,
    bottom + 38,
    'middle label',
  );
  return `${columns.join('')}<path class="axis" d="M${round(Math.min(...scale.ticks.map(scale.at)))} ${bottom}H${plot.right}"/>${name}`;
}
