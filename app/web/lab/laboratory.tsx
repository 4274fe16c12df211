import { useEffect } from 'preact/hooks';
import type { Lab } from '../../lab/schema.ts';
import { isTemporary } from '../server/problem.ts';
import { Heading } from '../shell/heading.tsx';
import { CacheSwitch } from './cache-switch.tsx';
import { Chart } from './chart.tsx';
import { chartsOf } from './charts.ts';
import { formatTime } from './format.ts';
import { followLab, history, lab, labProblem } from './lab.ts';
import { watchTheme } from './repaint.ts';
import { Servers } from './servers.tsx';
import { Skeleton } from './skeleton.tsx';
import { Stores } from './stores.tsx';
import { ValuesTable } from './values-table.tsx';
import '../styles/lab.css';

/** The Lab page: the cache's mode, and what each part does. */
export function Laboratory() {
  useEffect(followLab, []);
  useEffect(watchTheme, []);
  const now = lab.value;
  const problem = labProblem.value;
  return (
    <div class="lab">
      <Heading title="Lab" note="All servers, each second" />
      {now ? (
        <Figured lab={now} />
      ) : problem && !isTemporary(problem) ? (
        <p class="empty-text">{problem.message}</p>
      ) : (
        <Skeleton />
      )}
    </div>
  );
}

function Figured({ lab: now }: { lab: Lab }) {
  const specs = chartsOf(now);
  return (
    <>
      <CacheSwitch lab={now} />
      <section>
        <h2>Servers</h2>
        <Servers lab={now} />
      </section>
      <section>
        <h2>The last five minutes</h2>
        <div class="charts">
          {specs.map((spec) => {
            const key = [spec.title, ...spec.series.map(({ id }) => id)].join();
            return <Chart key={key} spec={spec} history={history.value} />;
          })}
        </div>
        <Markers />
        <ValuesTable specs={specs} history={history.value} />
      </section>
      <Stores lab={now} />
    </>
  );
}

/** The meaning of the lines across the charts, in words. */
function Markers() {
  const { markers } = history.value;
  if (markers.length === 0) return null;
  return (
    <ol class="card markers" aria-label="What was done, the last first">
      {markers.toReversed().map(({ atMs, label }) => (
        <li key={`${atMs} ${label}`}>
          <time>{formatTime(atMs)}</time> {label}
        </li>
      ))}
    </ol>
  );
}
