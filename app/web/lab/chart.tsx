import { useEffect, useId, useRef } from 'preact/hooks';
import type { ChartSpec } from './charts.ts';
import { frameAt, pointedAtMs, stepTo } from './cursor.ts';
import { formatTime } from './format.ts';
import type { Frame } from './frames.ts';
import type { History } from './history.ts';
import { createPlot, type Plot } from './plot.ts';
import { paint } from './repaint.ts';

interface Props {
  spec: ChartSpec;
  history: History;
}

/**
 * A chart with its title and the values at the crosshair; without a crosshair, the last ones. For
 * the keyboard it is a slider over the time. A screen reader reads the values there, and nothing
 * while they change by themselves.
 */
export function Chart({ spec, history }: Props) {
  const id = useId();
  const element = usePlot(spec, history);
  const { frames } = history;
  const atMs = pointedAtMs.value;
  const frame = frameAt(frames, atMs);

  function step(event: KeyboardEvent): void {
    const next = stepTo(event.key, frames, pointedAtMs.value);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    pointedAtMs.value = next;
  }

  return (
    <figure class="card chart" aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{spec.title}</h3>
        <Legend spec={spec} frame={frame} />
      </figcaption>
      <div
        class="plot"
        ref={element}
        role="slider"
        tabIndex={0}
        aria-label={`${spec.title}, over time`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, frames.length - 1)}
        aria-valuenow={atMs === undefined || !frame ? 0 : frames.indexOf(frame)}
        aria-valuetext={atMs === undefined ? 'now' : frame && spoken(spec, frame)}
        onKeyDown={step}
        onBlur={() => {
          pointedAtMs.value = undefined;
        }}
      />
    </figure>
  );
}

/** The canvas in the returned element, kept up to date. */
function usePlot(spec: ChartSpec, history: History) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot>(undefined);
  // Once: a chart of other series has another key.
  useEffect(() => {
    const created = createPlot(element.current!, spec, (atMs) => {
      pointedAtMs.value = atMs;
    });
    plot.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => plot.current?.show(history), [history]);
  const atMs = pointedAtMs.value;
  useEffect(() => plot.current?.point(atMs), [atMs]);
  const painted = paint.value;
  useEffect(() => {
    if (painted > 0) plot.current?.recolor();
  }, [painted]);
  return element;
}

function Legend({ spec, frame }: { spec: ChartSpec; frame: Frame | undefined }) {
  const { length } = spec.series;
  const size = length === 1 ? 'one' : length > 6 ? 'many' : '';
  return (
    <ul class={`legend ${size}`}>
      {spec.series.map(({ id, name, color, dash }) => (
        <li key={id}>
          <svg class={`key chart-${color}`} viewBox="0 0 22 4" aria-hidden="true">
            <path d="M0 2H22" stroke-dasharray={dash.join(' ') || undefined} />
          </svg>
          <span>{name}</span>
          <strong>{spec.format(frame?.figures[id])}</strong>
        </li>
      ))}
    </ul>
  );
}

/** `10:05:07: hit 120, miss 3, bypass 0` */
function spoken({ series, format }: ChartSpec, { atMs, figures }: Frame): string {
  const values = series.map(({ id, name }) => `${name} ${format(figures[id])}`);
  return `${formatTime(atMs)}: ${values.join(', ')}`;
}
