import type { Pool } from '../../db/pool.ts';
import { type Timing, timed } from '../observability/timing.ts';
import type { Bodies, Load, Loaded, Place } from './bodies.ts';
import { etagOf, matches, names } from './etag.ts';
import { MemcachedError } from './memcached.ts';
import type { Outcome } from './outcome.ts';
import { type Protocol, release } from './pointer.ts';
import { type Filling, locate, type Standing } from './standing.ts';
import type { CacheState } from './state.ts';

export type { Load } from './bodies.ts';

export interface Reading {
  userId: string;
  timing: Timing;
  /** What this request found out about the user's version; kept for its further reads. */
  standing?: Standing;
}

export interface Answer {
  /** Null where there is no such thing, and where the client has it already. */
  body: Buffer | null;
  /** The client's own copy is this very version. */
  notModified: boolean;
  etag: string;
  outcome: Outcome;
}

interface Parts {
  pool: Pool;
  state: CacheState;
  bodies: Bodies;
  protocol: Protocol;
}

/** The read of the protocol in README.md. */
export function createRead(parts: Parts) {
  return async function read(
    reading: Reading,
    view: string,
    load: Load,
    ifNoneMatch?: string,
  ): Promise<Answer> {
    reading.standing ??= await locate(parts, reading);
    const { standing } = reading;
    const asked = { view, ifNoneMatch, load: () => timed(reading.timing, 'dbMs', load) };
    if (standing.is === 'version') {
      return readVersion(parts, reading.timing, { ...asked, ...standing });
    }
    if (standing.is === 'bypass') return answer(asked, await asked.load(), standing);
    const loaded = await fill(parts, reading, standing, asked);
    return answer(asked, loaded, { is: 'miss', collapsed: false });
  };
}

interface Asked {
  view: string;
  ifNoneMatch: string | undefined;
  load: Load;
}

/** The version is known: the client has it, or the cache, or it is loaded. */
async function readVersion(
  { bodies }: Parts,
  timing: Timing,
  asked: Asked & { version: string; place: Place },
): Promise<Answer> {
  const { version, place, view, load, ifNoneMatch } = asked;
  // The client got this tag with this version of this view, so there is such a thing.
  const etag = ifNoneMatch === undefined ? '' : etagOf(version, view);
  if (names(ifNoneMatch, etag)) {
    const from = place.state.mode === 'local' ? 'local' : 'memcached';
    return { body: null, notModified: true, etag, outcome: { is: 'hit', from } };
  }
  const own = bodies.findLocal(place, version, view);
  if (own) return answer(asked, { version, body: own }, { is: 'hit', from: 'local' });
  try {
    const body = await timed(timing, 'cacheMs', () => bodies.findShared(place, version, view));
    if (body) return answer(asked, { version, body }, { is: 'hit', from: 'memcached' });
  } catch (error) {
    if (!(error instanceof MemcachedError)) throw error;
    return answer(asked, await load(), { is: 'bypass', reason: error.failure });
  }
  const { loaded, shared } = await bodies.loadOnce(place, version, view, load);
  return answer(asked, loaded, { is: 'miss', collapsed: shared });
}

/** Loads, stores the body, and points to it. What was loaded is the answer, whatever became of that. */
async function fill(
  { bodies, protocol }: Parts,
  reading: Reading,
  { claim, place }: Filling,
  { view, load }: Asked,
): Promise<Loaded | undefined> {
  // The lease is for one load; if that fails, the next read of this request starts anew.
  delete reading.standing;
  const loaded = await load().catch((error: unknown) => {
    release(claim).catch(() => undefined);
    throw error;
  });
  if (!loaded) {
    release(claim).catch(() => undefined);
    return undefined;
  }
  bodies.store(place, loaded, view);
  await timed(reading.timing, 'cacheMs', () => protocol.publish(claim, loaded.version)).catch(
    () => false,
  );
  reading.standing = { is: 'version', version: loaded.version, place };
  return loaded;
}

function answer(
  { view, ifNoneMatch }: Asked,
  loaded: Loaded | undefined,
  outcome: Outcome,
): Answer {
  const body = loaded?.body ?? null;
  const etag = () => (loaded ? etagOf(loaded.version, view) : '');
  const notModified = body !== null && ifNoneMatch !== undefined && matches(ifNoneMatch, etag());
  return {
    body: notModified ? null : body,
    notModified,
    outcome,
    // Asked for by those who send it; a session is read with every request, and never sent.
    get etag() {
      return etag();
    },
  };
}
