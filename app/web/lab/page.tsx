import { useEffect } from 'preact/hooks';
import type { Lab } from '../../lab/schema.ts';
import { me } from '../accounts/session.ts';
import { isTemporary } from '../problem.ts';
import { Heading } from '../shell/heading.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { CacheSwitch } from './cache-switch.tsx';
import { followLab, lab, labProblem } from './lab.ts';
import { formatBytes, formatCount, formatShare } from './rates.ts';
import { Figures, Servers } from './servers.tsx';

/** The laboratory: the cache's mode, and what each part does. For admins. */
export function LabPage() {
  return me.value?.admin ? <Laboratory /> : <NotFound what="page" />;
}

function Laboratory() {
  useEffect(followLab, []);
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
        <div class="skeleton" role="status">
          <span class="visually-hidden">Loading</span>
          <div class="skeleton-card" />
          <div class="skeleton-card tall" />
        </div>
      )}
    </div>
  );
}

function Figured({ lab: now }: { lab: Lab }) {
  return (
    <>
      <CacheSwitch lab={now} />
      <section>
        <h2>Servers</h2>
        <Servers servers={now.servers} />
      </section>
      <div class="stores">
        <section>
          <h2>Memcached</h2>
          <Memcached lab={now} />
        </section>
        <section>
          <h2>Postgres</h2>
          <Postgres lab={now} />
        </section>
      </div>
    </>
  );
}

function Memcached({ lab: { memcached } }: { lab: Lab }) {
  if (memcached.length === 0) return <p class="card card-note">There is no Memcached.</p>;
  return (
    <ul class="servers">
      {memcached.map((each) => (
        <li key={each.server} class="card">
          <h3>
            {each.server}
            <State up={each.up} />
          </h3>
          <Figures
            rows={[
              ['Items', formatCount(each.items)],
              ['Size', formatBytes(each.bytes)],
              ['Hits', formatCount(each.hits)],
              ['Misses', formatCount(each.misses)],
              ['Hit rate', formatShare(each.hits / (each.hits + each.misses || Number.NaN))],
              ['Evictions', formatCount(each.evictions)],
            ]}
          />
        </li>
      ))}
    </ul>
  );
}

function Postgres({ lab: { postgres } }: { lab: Lab }) {
  return (
    <div class="card">
      <h3>
        Database
        <State up={postgres.up} />
      </h3>
      <Figures
        rows={[
          ['Connections', formatCount(postgres.connections)],
          ['Commits', formatCount(postgres.commits)],
          ['Rows read', formatCount(postgres.rowsRead)],
        ]}
      />
    </div>
  );
}

/** Up or down, in words and colour. */
function State({ up }: { up: boolean }) {
  return <span class={`state ${up ? 'up' : 'down'}`}>{up ? 'up' : 'down'}</span>;
}
