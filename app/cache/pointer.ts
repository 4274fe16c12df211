import { randomBytes } from 'node:crypto';
import { type Db, query } from '../../db/pool.ts';
import type { Cas, MemcachedServers } from './memcached.ts';
import type { CacheMode } from './mode.ts';

/**
 * The pointer: a user's current version in Memcached, and the one mutable key. Its states:
 *
 * - *absent*: entered when it expires, is evicted or released; left when a reader leases or a writer
 *   marks it.
 * - *leased*, `L:<token>`: entered by a reader that is going to fill it; left when that reader
 *   publishes or releases it, when a writer marks it, or when it expires.
 * - *marked*, `Q:<token>`: entered by a writer before its commit; left when that writer publishes or
 *   releases it, when the next writer marks it, or when it expires.
 * - *a version*: entered when a reader or a writer publishes it; left when a writer marks it.
 *
 * All of its changes are here. Each is safe at any time and in any order with the others, even when
 * it runs late: only a writer, under the user's lock, replaces whatever is there. Everyone else
 * replaces exactly what they saw. See README.md in this folder.
 */
export type Pointer =
  | { is: 'absent' }
  | { is: 'leased' }
  | { is: 'marked' }
  | { is: 'version'; version: string };

/** Where one user's keys are: the generation they belong to, and the servers they are spread over. */
export interface Keyspace {
  userId: string;
  generation: number;
  mode: CacheMode;
  servers: MemcachedServers;
}

/** A claim on the pointer: what was put there, and the token to replace exactly that. */
export interface Claim {
  key: Keyspace;
  cas: Cas;
}

/** The changes as one value, so that tests can put a wrong one in the place of any. */
export interface Protocol {
  lease: typeof lease;
  mark: typeof mark;
  publish: typeof publish;
  isUnlocked: typeof isUnlocked;
}

/** A version stays as long as Memcached keeps it: nothing but a writer makes it wrong. */
const versionTtlS = 86_400;
/** Long enough to load a view. A slower reader finds its lease gone, and fills nothing. */
const leaseTtlS = 3;
/** How long the marker of a crashed writer is in the way. A slow writer is guarded by its lock. */
const markerTtlS = 5;

/** The pointer's key in Memcached. */
export function pointerName({ generation, userId }: Pick<Keyspace, 'generation' | 'userId'>) {
  return `trio:${generation}:p:${userId}`;
}

/** Looks at the pointer. Throws MemcachedError. */
export async function getPointer(key: Keyspace): Promise<Pointer> {
  const name = pointerName(key);
  const item = await key.servers.of(name).get(name);
  if (!item) return { is: 'absent' };
  const value = item.value.toString('latin1');
  if (value.startsWith('Q:')) return { is: 'marked' };
  return value.startsWith('L:') ? { is: 'leased' } : { is: 'version', version: value };
}

/** A reader's claim to fill an absent pointer; undefined where something is there by now. */
async function lease(key: Keyspace): Promise<Claim | undefined> {
  const name = pointerName(key);
  const cas = await key.servers
    .of(name)
    .add(name, `L:${randomBytes(12).toString('base64url')}`, leaseTtlS);
  return cas && { key, cas };
}

/** A writer's claim, over whatever is there. It ends every lease given before. */
async function mark(key: Keyspace): Promise<Claim> {
  const name = pointerName(key);
  const cas = await key.servers
    .of(name)
    .set(name, `Q:${randomBytes(12).toString('base64url')}`, markerTtlS);
  return { key, cas };
}

/** Replaces the claim by the version, unless the claim was replaced or lost before. */
async function publish({ key, cas }: Claim, version: string): Promise<boolean> {
  const name = pointerName(key);
  return key.servers.of(name).compareAndSet(name, version, versionTtlS, cas);
}

/** Gives a claim up, unless it was replaced before. The pointer is absent, as after an eviction. */
export async function release({ key, cas }: Claim): Promise<boolean> {
  const name = pointerName(key);
  return key.servers.of(name).compareAndDelete(name, cas);
}

/** Whether no writer is at work for this user now. A statement of its own, before the load. */
async function isUnlocked(db: Db, userId: string): Promise<boolean> {
  const [row] = await query<{ free: boolean }>(db, tryLock, [userId]);
  return row!.free;
}

const tryLock = {
  name: 'is_unlocked',
  text: 'select pg_try_advisory_xact_lock_shared($1) as free',
};

export const protocol: Protocol = { lease, mark, publish, isUnlocked };
