import type uPlot from 'uplot';
import type { ChartSpec } from './charts.ts';
import type { Frame } from './frames.ts';

type Column = (number | null)[];

/** The values of each series, null for a gap; in a stacked chart, with all below them added. */
export function columnsOf({ series, stacked }: ChartSpec, frames: readonly Frame[]): Column[] {
  const columns = series.map(({ id }) => frames.map(({ figures }) => figures[id] ?? null));
  if (!stacked) return columns;
  const isGap = frames.map((_, row) => columns.every((column) => column[row] === null));
  const below = frames.map(() => 0);
  return columns.map((column) =>
    column.map((value, row) => {
      if (isGap[row]) return null;
      below[row]! += value ?? 0;
      return below[row]!;
    }),
  );
}

/** Of a stacked chart, the area of each series ends at the one below it; the lowest's at zero. */
export function bandsOf({ series }: ChartSpec): uPlot.Band[] {
  return series.slice(1).map((_, i) => ({ series: [i + 2, i + 1] }));
}

/** Isolated values, which no line would show: they are drawn as points. */
export function isolated(plot: uPlot, series: number): number[] | null {
  const column = plot.data[series] as Column;
  const isMissing = (row: number) => (column[row] ?? null) === null;
  const rows = column.flatMap((value, row) =>
    value !== null && isMissing(row - 1) && isMissing(row + 1) ? [row] : [],
  );
  return rows.length > 0 ? rows : null;
}
