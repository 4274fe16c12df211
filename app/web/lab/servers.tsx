import type { ServerCounters } from '../../lab/schema.ts';
import { history } from './lab.ts';
import { formatBytes, formatCount, formatShare, totalHitRate } from './rates.ts';
import { Sparkline } from './sparkline.tsx';

/** A card for each server: what it does now, and what it counted since it started. */
export function Servers({ servers }: { servers: readonly ServerCounters[] }) {
  return (
    <ul class="servers">
      {servers.map((server) => (
        <Server key={server.name} server={server} />
      ))}
    </ul>
  );
}

function Server({ server }: { server: ServerCounters }) {
  const rates = history.value.get(server.name) ?? [];
  const now = rates.at(-1);
  return (
    <li class="card server">
      <h3>
        {server.name}
        <span class={`state ${server.up ? 'up' : 'down'}`}>{server.up ? 'up' : 'down'}</span>
      </h3>
      <p class="rate">
        <strong>{now ? formatCount(Math.round(now.requestsPerSecond)) : '–'}</strong> requests/s
      </p>
      <p class="rate">
        <strong>{formatShare(now?.hitRate)}</strong> hits now
      </p>
      <Sparkline
        values={rates.map((each) => each?.hitRate)}
        label={`Hit rate of ${server.name} over the last minute`}
      />
      <Counters server={server} />
    </li>
  );
}

function Counters({ server }: { server: ServerCounters }) {
  const rows: [string, string][] = [
    ['Requests', formatCount(server.requests)],
    ['Hit rate since start', formatShare(totalHitRate(server))],
    ['Hits', formatCount(server.hits)],
    ['from node-cache', formatCount(server.hitsLocal)],
    ['from Memcached', formatCount(server.hitsMemcached)],
    ['Misses', formatCount(server.misses)],
    ['collapsed', formatCount(server.collapsed)],
    ['Bypasses', formatCount(server.bypasses)],
    ['Writes', formatCount(server.writes)],
    ['In node-cache', `${formatCount(server.localItems)} · ${formatBytes(server.localBytes)}`],
  ];
  return <Figures rows={rows} />;
}

const partOfTheOneAbove = new Set(['from node-cache', 'from Memcached', 'collapsed']);

/** Names and figures, one a line. */
export function Figures({ rows }: { rows: readonly [string, string][] }) {
  return (
    <dl class="figures">
      {rows.map(([name, value]) => (
        <div key={name} class={partOfTheOneAbove.has(name) ? 'part' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
