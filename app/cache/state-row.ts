import type { Db, Pool, Statement } from '../../db/pool.ts';
import { query } from '../../db/pool.ts';
import type { CacheMode } from './mode.ts';

/** The cluster's cache state, as its row has it. `transitions.ts` says how it changes. */
export interface State {
  /** Counts the changes; the higher one is the newer one. */
  seq: number;
  pointers: 'on' | 'settling' | 'off';
  /** Part of every key: what was stored in another generation is never found again. */
  generation: number;
  /** The Memcached servers that everyone hashes over. */
  memcached: string[];
  /** How reads use the cache. */
  mode: CacheMode;
  /** Why the pointers are as they are. */
  reason: string;
  /** Since when, RFC 3339. */
  since: string;
}

export const stateChannel = 'trio_cache_state';

/** SQL for the state as JSON, in the shape of `State`. The writers' own statement uses it, too. */
export const stateJson = `json_build_object(
  'seq', seq, 'pointers', pointers, 'generation', generation, 'memcached', memcached,
  'mode', mode, 'reason', reason, 'since', since)`;

/** Each change counts itself and notifies all servers, in one transaction. */
const changing = (assignments: string, condition: string) => `
  with changed as (
    update cache_state set seq = seq + 1, ${assignments}
    where ${condition} returning *)
  select ${stateJson} as state, pg_notify('${stateChannel}', ${stateJson}::text) from changed`;

const statements = {
  select: { name: 'cache_state', text: `select ${stateJson} as state from cache_state` },
  settle: {
    name: 'cache_state_settle',
    text: changing(
      `pointers = 'settling', reason = $2, since = now()`,
      `generation = $1 and pointers = 'on'`,
    ),
  },
  off: {
    name: 'cache_state_off',
    text: changing(`pointers = 'off', since = now()`, `generation = $1 and pointers = 'settling'`),
  },
  on: {
    name: 'cache_state_on',
    text: changing(
      `pointers = 'on', generation = generation + 1, memcached = $2, reason = $3,
       since = now()`,
      `seq = $1 and pointers = 'off'`,
    ),
  },
  renew: {
    name: 'cache_state_renew',
    text: changing(
      `generation = generation + 1, reason = 'emptied', since = now()`,
      `generation = $1 and pointers = 'off'`,
    ),
  },
  mode: {
    name: 'cache_state_mode',
    // `since` belongs to the pointers, which stay as they are: only the reads change.
    text: changing(`mode = $1`, 'true'),
  },
} satisfies Record<string, Statement>;

export async function selectState(db: Db): Promise<State> {
  const [row] = await query<{ state: State }>(db, statements.select, []);
  if (!row) throw new Error('cache_state has no row: was the database migrated?');
  return row.state;
}

/** `on` to `settling`, unless another server was first. */
export function updateToSettling(db: Pool, generation: number, reason: string) {
  return change(db, statements.settle, [generation, reason]);
}

/** `settling` to `off`. The caller knows that it has settled. */
export function updateToOff(db: Pool, generation: number) {
  return change(db, statements.off, [generation]);
}

/** `off` to `on`, under a new generation, unless anything changed since `seq`. */
export function updateToOn(
  db: Pool,
  { seq, servers, reason }: { seq: number; servers: string[]; reason: string },
) {
  return change(db, statements.on, [seq, servers, reason]);
}

/** A new generation without any pointers, which empties what the servers hold themselves. */
export function updateGeneration(db: Pool, generation: number) {
  return change(db, statements.renew, [generation]);
}

export function updateMode(db: Db, mode: CacheMode) {
  return change(db, statements.mode, [mode]);
}

async function change(db: Db, statement: Statement, values: unknown[]): Promise<State | undefined> {
  const [row] = await query<{ state: State }>(db, statement, values);
  return row?.state;
}
