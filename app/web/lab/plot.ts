import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { scaleOf, timeAxis, valueAxis } from './axes.ts';
import type { ChartSpec } from './charts.ts';
import { type Colors, readColors } from './colors.ts';
import { bandsOf, columnsOf, isolated } from './columns.ts';
import { type History, keptMs } from './history.ts';
import { drawMarkers, labelHeightPx } from './marker-lines.ts';

/** A chart on a canvas in an element, which it fills. */
export interface Plot {
  show(history: History): void;
  /** Puts the crosshair to this time, or nowhere. */
  point(atMs: number | undefined): void;
  /** Draws it again in the colours that are the page's now. */
  recolor(): void;
  destroy(): void;
}

/** Initial span of the x-axis, before there is more to show. */
const shortestMs = 60_000;
const heightPx = 168;

/** Creates a chart. `onPoint` gets the time under the pointer, and undefined when it leaves. */
export function createPlot(
  element: HTMLElement,
  spec: ChartSpec,
  onPoint: (atMs: number | undefined) => void,
): Plot {
  let colors = readColors(element);
  let markers: History['markers'] = [];
  let pointed: number | undefined;
  const options = optionsOf(spec, () => colors, element.clientWidth);
  options.hooks = { draw: [(plot) => drawMarkers(plot, markers, colors)] };
  const plot = new uPlot(options, [[], ...spec.series.map(() => [])], element);
  const resizing = new ResizeObserver(() => {
    plot.setSize({ width: element.clientWidth, height: heightPx });
    point(pointed);
  });
  resizing.observe(element);
  plot.over.addEventListener('pointermove', ({ offsetX }) => {
    const at = plot.data[0][plot.posToIdx(offsetX)];
    if (at !== undefined) onPoint(at * 1_000);
  });
  plot.over.addEventListener('pointerleave', () => onPoint(undefined));

  function point(atMs: number | undefined): void {
    pointed = atMs;
    const left = atMs === undefined ? -10 : plot.valToPos(atMs / 1_000, 'x');
    plot.setCursor({ left, top: left < 0 ? -10 : 0 }, false);
  }

  return {
    show(history) {
      ({ markers } = history);
      const x = history.frames.map(({ atMs }) => atMs / 1_000);
      plot.setData([x, ...columnsOf(spec, history.frames)], false);
      const last = x.at(-1) ?? Date.now() / 1_000;
      const first = Math.max(
        last - keptMs / 1_000,
        Math.min(x[0] ?? last, last - shortestMs / 1_000),
      );
      plot.setScale('x', { min: first, max: last });
      point(pointed);
    },
    point,
    recolor() {
      colors = readColors(element);
      plot.redraw();
    },
    destroy() {
      resizing.disconnect();
      plot.destroy();
    },
  };
}

function optionsOf(spec: ChartSpec, colors: () => Colors, width: number): uPlot.Options {
  const none = () => null;
  return {
    width,
    height: heightPx,
    padding: [labelHeightPx, 26, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7 },
      // The pointer's and the keys' crosshair are one, and every chart has it at the same time.
      bind: { mousedown: none, mouseup: none, mousemove: none, mouseleave: none, mouseenter: none },
    },
    scales: { x: { time: true, auto: false }, y: scaleOf(spec) },
    axes: [timeAxis(colors), valueAxis(spec, colors)],
    series: [{}, ...spec.series.map((series, i) => seriesOptions(spec, { ...series, i }, colors))],
    ...(spec.stacked ? { bands: bandsOf(spec) } : {}),
  };
}

function seriesOptions(
  { stacked }: ChartSpec,
  { name, color, dash }: ChartSpec['series'][number] & { i: number },
  colors: () => Colors,
): uPlot.Series {
  return {
    label: name,
    width: 1.6,
    dash,
    stroke: () => colors().line(color),
    ...(stacked ? { fill: () => colors().area(color) } : {}),
    points: { show: false, size: 4, filter: isolated, fill: () => colors().line(color) },
  };
}
