import type uPlot from 'uplot';
import type { Colors } from './colors.ts';
import type { Marker } from './markers.ts';

const fontPx = 11;
const gapPx = 3;

/** What the labels need above the chart. */
export const labelHeightPx = fontPx + 2 * gapPx;

/** Draws a line for each marker and, where there is room for it, its label above. */
export function drawMarkers(plot: uPlot, markers: readonly Marker[], colors: Colors): void {
  const { ctx, bbox } = plot;
  const ratio = uPlotRatio(plot);
  ctx.save();
  ctx.font = `${fontPx * ratio}px ${colors.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  const bounds = { left: bbox.left, right: bbox.left + bbox.width };
  const gap = gapPx * ratio;
  let taken = bounds.left;
  for (const { atMs, label } of markers) {
    const x = Math.round(plot.valToPos(atMs / 1_000, 'x', true));
    if (x < bounds.left || x > bounds.right) continue;
    ctx.strokeStyle = colors.marker;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const width = ctx.measureText(label).width + 2 * gap;
    const left = Math.max(taken, Math.min(x - width / 2, ctx.canvas.width - width));
    if (left > x || left + width > ctx.canvas.width) continue;
    taken = left + width;
    ctx.fillStyle = colors.marker;
    ctx.fillText(label, left + gap, bbox.top - gap);
  }
  ctx.restore();
}

/** Pixels of the canvas for each of the page's. */
function uPlotRatio({ ctx, width }: uPlot): number {
  return ctx.canvas.width / width;
}
