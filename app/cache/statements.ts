import { type Db, query } from '../../db/pool.ts';
import { type State, stateJson } from './state-row.ts';

/** Begins a transaction and takes the users' exclusive locks, in the order of their ids. */
export async function beginLocked(db: Db, userIds: string[]): Promise<void> {
  const locks = inOrder(userIds).map((id) => `select pg_advisory_xact_lock(${BigInt(id)})`);
  await db.query(['begin', ...locks].join('; '));
}

/**
 * Raises the users' versions, tells the servers whose clients listen, and reads the cluster's cache
 * state: in a statement after the locks, so that it sees what was committed before they were had.
 * A user who is only now being created has no version yet, and none in the answer.
 */
export async function raiseVersions(db: Db, userIds: string[]): Promise<Raised> {
  const [row] = await query<Raised>(db, raise, [userIds]);
  return row!;
}

export interface Raised {
  /** The new version of each user, by id. */
  versions: Record<string, string>;
  state: State;
}

export const versionChannel = 'trio_version';

const raise = {
  name: 'raise_versions',
  text: `
    with raised as (
      update users set version = next_version(version) where id = any($1::bigint[])
      returning id, version),
    told as (
      select id, version, pg_notify('${versionChannel}', id || ' ' || version) from raised)
    select
      (select coalesce(json_object_agg(id, version), '{}') from told) as versions,
      (select ${stateJson} from cache_state) as state`,
};

/** Whether no writer is at work for this user at this moment. A statement of its own, before the load. */
export async function isUnlocked(db: Db, userId: string): Promise<boolean> {
  const [row] = await query<{ free: boolean }>(db, tryLock, [userId]);
  return row!.free;
}

const tryLock = {
  name: 'is_unlocked',
  text: 'select pg_try_advisory_xact_lock_shared($1) as free',
};

/** The user's version, or undefined where there is no such user. */
export async function selectVersion(db: Db, userId: string): Promise<string | undefined> {
  const [row] = await query<{ version: string }>(db, version, [userId]);
  return row?.version;
}

const version = { name: 'select_version', text: 'select version from users where id = $1' };

function inOrder(userIds: string[]): string[] {
  return [...userIds].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}
