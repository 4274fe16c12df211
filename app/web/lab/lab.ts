import { batch, signal } from '@preact/signals';
import type { CacheMode } from '../../cache/mode.ts';
import type { Lab } from '../../lab/schema.ts';
import { get, send } from '../server/api.ts';
import { listen } from '../server/live.ts';
import { ApiError } from '../server/problem.ts';
import { createResource } from '../server/resource.ts';
import { notify } from '../undo.ts';
import { emptyHistory, extend, type History } from './history.ts';

const reading = createResource((signal) => get<Lab>('/api/lab', signal));

/** The Lab's last report; undefined until it arrives. */
export const lab = signal<Lab | undefined>(undefined);
export const labProblem = reading.problem;

/** The reports of the last minutes. */
export const history = signal<History>(emptyHistory);

/** The mode that the servers are switching to, until all have confirmed it. */
export const switching = signal<CacheMode | undefined>(undefined);

/** Keeps the figures current, each second. Returns how to stop. */
export function followLab(): () => void {
  const refresh = () => void reading.refresh().then(() => show(reading.value.value));
  refresh();
  const stop = listen('/api/lab/events', {
    event: 'lab',
    onEvent: (data) => show(JSON.parse(data) as Lab),
    onMissed: refresh,
  });
  return () => {
    stop();
    reading.stop();
    lab.value = undefined;
    history.value = emptyHistory;
  };
}

/** Switches the mode on all servers, and says so when each of them has. */
export async function switchMode(mode: CacheMode): Promise<void> {
  switching.value = mode;
  await attempt(`The cache mode is now ${mode} on every server.`, () =>
    send('PUT', '/api/lab/cache', { body: { mode } }),
  );
  await reading.refresh();
  batch(() => {
    show(reading.value.value);
    switching.value = undefined;
  });
}

/** Empties the cache on all servers. */
export async function emptyCache(): Promise<void> {
  await attempt('The cache is empty on every server.', () => send('DELETE', '/api/lab/cache'));
}

/** Has the launcher stop or start a server. */
export async function runServer(name: string, running: boolean): Promise<void> {
  const done = running ? `${name} starts.` : `${name} finishes what it has, and stops.`;
  await attempt(done, () => send('PUT', `/api/lab/servers/${name}`, { body: { running } }));
}

async function attempt(done: string, request: () => Promise<unknown>): Promise<void> {
  try {
    await request();
    notify(done);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    notify(error.message, 'error');
  }
}

function show(now: Lab | undefined): void {
  if (!now) return;
  batch(() => {
    history.value = extend(history.value, { atMs: Date.now(), lab: now });
    lab.value = now;
  });
}
