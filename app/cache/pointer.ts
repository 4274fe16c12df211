import { randomBytes } from 'node:crypto';
import type { Cas } from './memcached.ts';
import type { MemcachedServers } from './memcached-servers.ts';
import { isUnlocked } from './statements.ts';

/**
 * The pointer: a user's current version in Memcached, the one mutable key. It is
 *
 * - absent,
 * - a version: what is stored under it may be served,
 * - `L:<token>`, the lease of a reader who is filling it,
 * - `Q:<token>`, the marker of a writer at work.
 *
 * All of its changes are here. Each is safe at any time and in any order with the others, also when
 * it runs late, because only a writer (under the user's lock) puts something in place of whatever
 * is there, and everyone else replaces exactly what they saw. See README.md in this folder.
 */
export interface PointerKey {
  servers: MemcachedServers;
  generation: number;
  userId: string;
}

export type Pointer =
  | { is: 'absent' }
  | { is: 'version'; version: string }
  /** `L`: a reader fills it. */
  | { is: 'leased' }
  /** `Q`: a writer is at work. */
  | { is: 'marked' };

/** A claim on the pointer: what was put there, and the token to replace just that. */
export interface Claim {
  key: PointerKey;
  cas: Cas;
}

/** The changes as one thing, so that tests can put a wrong one in the place of any. */
export interface Protocol {
  lease: typeof lease;
  mark: typeof mark;
  publish: typeof publish;
  isUnlocked: typeof isUnlocked;
}

/** A version stays as long as Memcached keeps it: nothing makes it wrong but a writer. */
const versionTtlS = 86_400;
/** Long enough to load a view; a reader that takes longer finds its lease gone, and fills nothing. */
const leaseTtlS = 3;
/** What a crashed writer leaves is in the way for this long; a slow one is guarded by its lock. */
const markerTtlS = 5;

export async function getPointer(key: PointerKey): Promise<Pointer> {
  const name = nameOf(key);
  const item = await key.servers.of(name).get(name);
  if (!item) return { is: 'absent' };
  const value = item.value.toString('latin1');
  if (value.startsWith('Q:')) return { is: 'marked' };
  return value.startsWith('L:') ? { is: 'leased' } : { is: 'version', version: value };
}

/** A reader's claim to fill an absent pointer; undefined where something is there by now. */
export async function lease(key: PointerKey): Promise<Claim | undefined> {
  const name = nameOf(key);
  const cas = await key.servers.of(name).add(name, `L:${token()}`, leaseTtlS);
  return cas && { key, cas };
}

/** A writer's claim, over whatever is there. It kills every lease given before. */
export async function mark(key: PointerKey): Promise<Claim> {
  const name = nameOf(key);
  const cas = await key.servers.of(name).set(name, `Q:${token()}`, markerTtlS);
  return { key, cas };
}

/** Replaces the claim by the version, unless the claim was replaced or lost before. */
export async function publish(claim: Claim, version: string): Promise<boolean> {
  const name = nameOf(claim.key);
  return claim.key.servers.of(name).compareAndSet(name, version, versionTtlS, claim.cas);
}

/** Gives a claim up, unless it was replaced before: the pointer is absent, as after an eviction. */
export async function release(claim: Claim): Promise<boolean> {
  const name = nameOf(claim.key);
  return claim.key.servers.of(name).compareAndDelete(name, claim.cas);
}

export const protocol: Protocol = { lease, mark, publish, isUnlocked };

function nameOf({ generation, userId }: PointerKey): string {
  return `trio:${generation}:p:${userId}`;
}

function token(): string {
  return randomBytes(12).toString('base64url');
}
