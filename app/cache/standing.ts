import type { Pool } from '../../db/pool.ts';
import { type Timing, timed } from '../observability/timing.ts';
import type { Place } from './bodies.ts';
import { MemcachedError } from './memcached.ts';
import type { BypassReason } from './outcome.ts';
import { type Claim, getPointer, type PointerKey, type Protocol, release } from './pointer.ts';
import type { CacheState } from './state.ts';
import { selectVersion } from './statements.ts';

/** How a user's data may be read: under a version, as the one who fills the pointer, or around it all. */
export type Standing =
  | { is: 'version'; version: string; place: Place }
  | Filling
  | { is: 'bypass'; reason: BypassReason };

export interface Filling {
  is: 'lease';
  claim: Claim;
  place: Place;
}

interface Who {
  userId: string;
  timing: Timing;
}

interface Parts {
  pool: Pool;
  state: CacheState;
  protocol: Protocol;
}

/**
 * How often a reader looks again at a pointer that is marked, and after which pauses, before it goes
 * around it. A writer may be at work for long; a reader is about to point to what everyone here
 * wants, so that it is worth more patience: else each of a thousand who wait would load for itself.
 */
const pausesMs = [2, 4, 8, 16, 20];
const pausesForLeaseMs = [2, 4, 8, 16, 25, 25, 25, 25, 25, 25, 25, 25, 25];

/** Finds out the user's version, as the mode says. */
export async function locate(parts: Parts, reading: Who): Promise<Standing> {
  const { userId, timing } = reading;
  const state = parts.state.trusted();
  if (!state) return bypass('untrusted');
  if (state.mode === 'off') return bypass('off');
  const place = { state, servers: parts.state.servers(), userId };
  if (state.mode === 'local') {
    const version = await timed(timing, 'dbMs', () => selectVersion(parts.pool, userId));
    // No such user: the load will say so.
    return version ? { is: 'version', version, place } : bypass('off');
  }
  if (state.pointers !== 'on') return bypass('memcached-down');
  if (!parts.state.configuredAlike()) return bypass('untrusted');
  try {
    return await readPointer(parts, reading, place);
  } catch (error) {
    if (error instanceof MemcachedError) return bypass(error.failure);
    throw error;
  }
}

async function readPointer(parts: Parts, reading: Who, place: Place): Promise<Standing> {
  const { userId, timing } = reading;
  const { servers } = place;
  const key: PointerKey = { servers, generation: place.state.generation, userId };
  for (let looks = 0; ; looks += 1) {
    const pointer = await timed(timing, 'cacheMs', () => getPointer(key));
    if (pointer.is === 'version') return { is: 'version', version: pointer.version, place };
    if (pointer.is === 'absent') {
      const claim = await timed(timing, 'cacheMs', () => parts.protocol.lease(key));
      if (claim) return checked(parts, { is: 'lease', claim, place }, reading);
    }
    // Absent, but the lease refused: another reader was first.
    const pauseMs = (pointer.is === 'marked' ? pausesMs : pausesForLeaseMs)[looks];
    if (pauseMs === undefined) return bypass('marked');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/**
 * A lease may be used only if no writer holds the user's lock after it was given. Then a writer
 * before has committed, so the load sees what it wrote; and a writer after puts its marker over the
 * lease before it commits, so the fill fails.
 */
async function checked(
  { pool, protocol }: Parts,
  standing: Filling,
  { userId, timing }: Who,
): Promise<Standing> {
  if (await timed(timing, 'dbMs', () => protocol.isUnlocked(pool, userId))) return standing;
  release(standing.claim).catch(() => undefined);
  return bypass('marked');
}

function bypass(reason: BypassReason): Standing {
  return { is: 'bypass', reason };
}
