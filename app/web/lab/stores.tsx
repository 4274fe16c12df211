import type { Lab } from '../../lab/schema.ts';
import { Figures } from './figures.tsx';
import { formatBytes, formatCount, formatShare } from './format.ts';
import { shareOf } from './frames.ts';

/** What Memcached and Postgres count themselves. */
export function Stores({ lab }: { lab: Lab }) {
  return (
    <div class="stores">
      <section>
        <h2>Memcached</h2>
        <Memcached lab={lab} />
      </section>
      <section>
        <h2>Postgres</h2>
        <Postgres lab={lab} />
      </section>
    </div>
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
              ['Hit rate', formatShare(shareOf(each.hits, each.hits + each.misses))],
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
