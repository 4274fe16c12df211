import { useSignal } from '@preact/signals';
import type { Lab, ServerCounters } from '../../lab/schema.ts';
import { Figures } from './figures.tsx';
import { formatBytes, formatCount, formatShare } from './format.ts';
import { history, runServer } from './lab.ts';
import { stateOf } from './markers.ts';
import { totalHitRate } from './rates.ts';

/** A card for each server: what it does now, and what it counted since it started. */
export function Servers({ lab: { servers, control } }: { lab: Lab }) {
  // One that was stopped long ago is known to the launcher only.
  const names = new Set([...servers, ...(control ?? [])].map(({ name }) => name));
  const byName = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
  return (
    <ul class="servers">
      {[...names].sort(byName).map((name) => (
        <Server
          key={name}
          name={name}
          server={servers.find((each) => each.name === name)}
          running={control?.find((each) => each.name === name)?.running}
        />
      ))}
    </ul>
  );
}

interface Props {
  name: string;
  server: ServerCounters | undefined;
  /** Whether it is to run; undefined without a launcher. */
  running: boolean | undefined;
}

function Server({ name, server, running }: Props) {
  const now = history.value.rates.get(name);
  const isUp = server?.up === true;
  const hitRate = isUp ? now?.hitRate : undefined;
  return (
    <li class="card server" data-server={name}>
      <h3>
        {name}
        <State server={server} running={running} />
      </h3>
      <div class="rates">
        <Rate name="of requests" value={formatShare(isUp ? now?.share : 0)} />
        <Rate
          name="requests/s"
          value={isUp && !now ? '–' : formatCount(now?.requestsPerSecond ?? 0)}
        />
        <Rate name="hits now" value={formatShare(hitRate)} />
      </div>
      <div class="server-foot">
        {server && (
          <details>
            <summary>Since its start</summary>
            <Counters server={server} />
          </details>
        )}
        {running !== undefined && <RunButton name={name} running={running} />}
      </div>
    </li>
  );
}

function State({ server, running }: Omit<Props, 'name'>) {
  const state = server ? stateOf(server) : 'down';
  const text = state === 'down' && running === false ? 'stopped' : state;
  return <span class={`state ${state}`}>{text}</span>;
}

function Rate({ name, value }: { name: string; value: string }) {
  return (
    <p class="rate">
      <strong>{value}</strong> {name}
    </p>
  );
}

function RunButton({ name, running }: { name: string; running: boolean }) {
  const busy = useSignal(false);
  async function run(): Promise<void> {
    busy.value = true;
    await runServer(name, !running);
    busy.value = false;
  }
  return (
    <button type="button" class="button small" disabled={busy.value} onClick={() => void run()}>
      {running ? 'Stop' : 'Start'} <span class="visually-hidden">{name}</span>
    </button>
  );
}

function Counters({ server }: { server: ServerCounters }) {
  const rows: [string, string][] = [
    ['Requests', formatCount(server.requests)],
    ['Hit rate', formatShare(totalHitRate(server))],
    ['Hits', formatCount(server.hits)],
    ['from node-cache', formatCount(server.hitsLocal)],
    ['from Memcached', formatCount(server.hitsMemcached)],
    ['Misses', formatCount(server.misses)],
    ['collapsed', formatCount(server.collapsed)],
    ['Bypasses', formatCount(server.bypasses)],
    ['Writes', formatCount(server.writes)],
    ['Postgres queries', formatCount(server.queries)],
    ['In node-cache', `${formatCount(server.localItems)} · ${formatBytes(server.localBytes)}`],
  ];
  return <Figures rows={rows} />;
}
