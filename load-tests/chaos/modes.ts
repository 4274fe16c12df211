import { setTimeout as delay } from 'node:timers/promises';
import { type CacheMode, modes } from '../../app/cache/mode.ts';
import { updateMode } from '../../app/cache/state-row.ts';
import { openPool } from '../../db/pool.ts';
import type { Cluster } from './cluster.ts';
import type { Chance } from './fault.ts';
import type { Span } from './operation.ts';
import { send, type Target } from './requests.ts';

export interface ModesOptions {
  cluster: Cluster;
  targets: Target[];
  /** The headers of an admin's requests. */
  admin: { cookie: string };
  /** The mode of the run, left for a moment in each turn; undefined to use all in turn. */
  home: CacheMode | undefined;
  chance: Chance;
  signal: AbortSignal;
}

const everyMs = 5_000;
/** How long another mode stays, in ms. */
const awayMs = 1_000;

/**
 * Switches the cache's mode every 5 s until the signal, through any of the servers: through all
 * modes, or to another one and soon back. Resolves to the spans of the switches.
 */
export async function switchModes(options: ModesOptions): Promise<Span[]> {
  const { home, chance, signal } = options;
  const switches: Span[] = [];
  for (let turn = 1; await pause(everyMs, signal); turn += 1) {
    const startMs = performance.now();
    const others = modes.filter((mode) => mode !== home);
    const next = home ? chance.one(others) : modes[turn % modes.length]!;
    const switched = await put(options, next);
    if (home && switched) await pause(awayMs, signal);
    if (home) await returnTo(home, options);
    if (switched) switches.push({ startMs, endMs: performance.now() });
  }
  return switches;
}

/** Whether the Lab has switched. It rejects an unavailable mode, and may be in trouble itself. */
async function put({ targets, admin, chance }: ModesOptions, mode: CacheMode): Promise<boolean> {
  const request = {
    method: 'PUT',
    path: '/api/lab/cache',
    headers: admin,
    body: { mode },
  } as const;
  return (await send(chance.one(targets), request)).status === 200;
}

/** Through the database where the Lab rejects it: the faults must meet the mode of the run. */
async function returnTo(mode: CacheMode, options: ModesOptions): Promise<void> {
  while (!(await put(options, mode)) && !(await updateRow(mode, options))) {
    if (!(await pause(100, options.signal))) return;
  }
}

async function updateRow(mode: CacheMode, { cluster }: ModesOptions): Promise<boolean> {
  const pool = openPool({ databaseUrl: cluster.postgres.url, name: 'chaos', size: 1 });
  const updated = updateMode(pool, mode).then(
    () => true,
    () => false,
  );
  return updated.finally(() => pool.end());
}

/** False where the signal came first. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
