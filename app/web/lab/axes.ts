import type uPlot from 'uplot';
import type { ChartSpec } from './charts.ts';
import type { Colors } from './colors.ts';
import { formatTime } from './format.ts';

/** 1, 2, 5, 10, 20, … */
const wholeSteps = Array.from(
  { length: 30 },
  (_, i) => [1, 2, 5][i % 3]! * 10 ** Math.floor(i / 3),
);

/** How high the values are drawn. */
export function scaleOf({ scale }: ChartSpec): uPlot.Scale {
  if (scale === 'share') return { range: () => [0, 1] };
  if (scale !== 'log') return { range: (_, __, max) => [0, Math.max(1, max ?? 0) * 1.08] };
  const decade = (value: number, round: (power: number) => number) =>
    10 ** round(Math.log10(value));
  return {
    distr: 3,
    range: (_, min, max) => {
      if (min == null || max == null || min <= 0) return [0.1, 100];
      const from = decade(min, Math.floor);
      return [from, Math.max(from * 10, decade(max, Math.ceil))];
    },
  };
}

export function timeAxis(colors: () => Colors): uPlot.Axis {
  return {
    ...axisColors(colors),
    size: 26,
    space: 74,
    values: (_, splits) => splits.map((at) => formatTime(at * 1_000)),
  };
}

export function valueAxis({ format, scale }: ChartSpec, colors: () => Colors): uPlot.Axis {
  return {
    ...axisColors(colors),
    ...(scale === 'whole' ? { incrs: wholeSteps } : {}),
    ...(scale === 'log' ? { splits: (_, __, min, max) => decadesBetween(min, max) } : {}),
    size: 54,
    space: 32,
    values: (_, splits) => splits.map((value) => (value === null ? '' : format(value))),
  };
}

function decadesBetween(min: number, max: number): number[] {
  const [first, last] = [Math.log10(min), Math.log10(max)].map(Math.round) as [number, number];
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

function axisColors(colors: () => Colors): uPlot.Axis {
  const grid = { stroke: () => colors().grid, width: 1 };
  return {
    stroke: () => colors().text,
    font: `11px ${colors().font}`,
    grid,
    ticks: { ...grid, size: 4 },
  };
}
