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
  /** The mode to be in but for a moment of each turn; undefined to take all in turn. */
  home: CacheMode | undefined;
  chance: Chance;
  signal: AbortSignal;
}

const everyMs = 5_000;
/** How long another mode than the one of the run stays. */
const awayMs = 1_000;

/**
 * Switches the cache's mode every 5 s until the signal, through whichever server: through all the
 * modes, or to another one and soon back. Resolves to when it was at it, or away.
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

/** Whether the laboratory has switched: it refuses what isn't available, and it may be in trouble. */
async function put({ targets, admin, chance }: ModesOptions, mode: CacheMode): Promise<boolean> {
  const request = {
    method: 'PUT',
    path: '/api/lab/cache',
    headers: admin,
    body: { mode },
  } as const;
  return (await send(chance.one(targets), request)).status === 200;
}

/** By way of the database where the laboratory refuses: the faults are to meet the mode of the run. */
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
