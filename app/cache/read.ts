import { type Pool, query } from '../../db/pool.ts';
import { type Timing, timed } from '../observability/timing.ts';
import type { Bodies } from './bodies.ts';
import type { Load, Loaded } from './load.ts';
import { MemcachedError } from './memcached-error.ts';
import type { BypassReason, Outcome } from './outcome.ts';
import { type Claim, getPointer, type Keyspace, type Protocol, release } from './pointer.ts';
import type { CacheState } from './state.ts';

/** Whose data is read, and the clock of the request that reads it. */
interface Reader {
  userId: string;
  timing: Timing;
}

/** What is read: a name that is equal only for equal JSON under one version, and how to load it. */
export interface View {
  name: string;
  load: Load;
  /** Whether the client holds this version of the view already, and needs no body. */
  isHeld?: (version: string) => boolean;
}

export interface Answer {
  /** The view's name. */
  view: string;
  /** Undefined where there is no such user. */
  version: string | undefined;
  /** Null where there is no such thing, and where the client holds it. */
  body: Buffer | null;
  held: boolean;
  outcome: Outcome;
}

/**
 * How a view may be read: under a version, as the reader that fills the pointer, or around the cache.
 */
type Access =
  | { is: 'version'; version: string; keyspace: Keyspace }
  | { is: 'lease'; claim: Claim; keyspace: Keyspace }
  | { is: 'bypass'; reason: BypassReason };

interface Dependencies {
  pool: Pool;
  state: CacheState;
  bodies: Bodies;
  protocol: Protocol;
  /** Called for each hit. */
  onHit: ((userId: string, view: View) => void) | undefined;
}

/**
 * Reads a view, and then, under the same look at the pointer, the view that `next` makes of its
 * answer. Resolves with the last answer; rejects with what `next` or a load throws.
 */
export type Read = (reader: Reader, view: View, next?: (answer: Answer) => View) => Promise<Answer>;

/** Creates the read of the protocol in README.md. */
export function createRead(dependencies: Dependencies): Read {
  return async function read(reader, view, next) {
    const access = await getAccess(dependencies, reader);
    const first = await answer(dependencies, reader, { access, view });
    if (!next) return first.answer;
    const second = {
      view: next(first.answer),
      // A lease is for one load. Where that did not fill the pointer, the second view starts anew.
      access: first.access ?? (await getAccess(dependencies, reader)),
    };
    return (await answer(dependencies, reader, second)).answer;
  };
}

interface Asked {
  access: Access;
  view: View;
}

/** An answer, and how the next view may be read; without `access` it has to look again. */
interface Answered {
  answer: Answer;
  access?: Access;
}

async function answer(
  dependencies: Dependencies,
  reader: Reader,
  { access, view }: Asked,
): Promise<Answered> {
  if (access.is === 'lease') return fill(dependencies, reader, { ...access, view });
  if (access.is === 'bypass') {
    return { answer: answerOf(view, await timedLoad(reader, view), access), access };
  }
  const { version, keyspace } = access;
  if (view.isHeld?.(version)) {
    // The client got this version of this view, so there is such a thing.
    const from = keyspace.mode === 'local' ? 'local' : 'memcached';
    const answer = { view: view.name, version, body: null, held: true };
    return { answer: { ...answer, outcome: { is: 'hit', from } }, access };
  }
  const local = dependencies.bodies.local.find(keyspace, version, view.name);
  if (!local) return { answer: await findOrLoad(dependencies, reader, { access, view }), access };
  dependencies.onHit?.(reader.userId, view);
  const answer = { view: view.name, version, body: local, held: false };
  return { answer: { ...answer, outcome: { is: 'hit', from: 'local' } }, access };
}

/** The body is not in this process: finds it in Memcached, or loads it. */
async function findOrLoad(
  { bodies, onHit }: Dependencies,
  reader: Reader,
  { access, view }: { access: Access & { is: 'version' }; view: View },
): Promise<Answer> {
  const { version, keyspace } = access;
  try {
    const find = () => bodies.findShared(keyspace, version, view.name);
    const body = await timed(reader.timing, 'cacheMs', find);
    if (body) {
      onHit?.(reader.userId, view);
      const outcome = { is: 'hit', from: 'memcached' } as const;
      return { view: view.name, version, body, held: false, outcome };
    }
  } catch (error) {
    if (!(error instanceof MemcachedError)) throw error;
    return answerOf(view, await timedLoad(reader, view), { is: 'bypass', reason: error.failure });
  }
  const load = () => timedLoad(reader, view);
  const { loaded, shared } = await bodies.loadOnce(keyspace, version, { name: view.name, load });
  return answerOf(view, loaded, { is: 'miss', collapsed: shared });
}

/** Loads, stores the body, and points to it. What was loaded is the answer, whatever became of that. */
async function fill(
  { bodies, protocol }: Dependencies,
  reader: Reader,
  { claim, keyspace, view }: { claim: Claim; keyspace: Keyspace; view: View },
): Promise<Answered> {
  let loaded: Loaded | undefined;
  try {
    loaded = await timedLoad(reader, view);
  } finally {
    if (!loaded) release(claim).catch(() => undefined);
  }
  const result = { answer: answerOf(view, loaded, { is: 'miss', collapsed: false }) };
  if (!loaded) return result;
  const { version } = loaded;
  bodies.store(keyspace, loaded, view.name);
  const publish = () => protocol.publish(claim, version);
  await timed(reader.timing, 'cacheMs', publish).catch(() => false);
  return { ...result, access: { is: 'version', version, keyspace } };
}

/** Finds out the user's version, as the mode says. */
async function getAccess(dependencies: Dependencies, reader: Reader): Promise<Access> {
  const { pool, state: known } = dependencies;
  const state = known.trusted();
  if (!state) return bypass('untrusted');
  const { mode, generation } = state;
  if (mode === 'off') return bypass('off');
  const { userId, timing } = reader;
  const keyspace = { userId, generation, mode, servers: known.servers };
  if (mode === 'local') {
    const version = await timed(timing, 'dbMs', () => selectVersion(pool, userId));
    // No such user: the load will say so.
    return version ? { is: 'version', version, keyspace } : bypass('off');
  }
  if (state.pointers !== 'on') return bypass('memcached-down');
  if (!known.isConfiguredAlike) return bypass('untrusted');
  try {
    return await getPointedAccess(dependencies, reader, keyspace);
  } catch (error) {
    if (error instanceof MemcachedError) return bypass(error.failure);
    throw error;
  }
}

/**
 * Pauses in ms before a reader looks again at a pointer that another holds; after the last one it
 * goes around the cache. A writer's marker is worth 50 ms: the writer may take long. A reader's
 * lease is worth 258 ms: its holder is about to publish the version that everyone here needs, and
 * a thousand waiting readers would otherwise each load it.
 */
const pausesForMarkerMs = [2, 4, 8, 16, 20];
const pausesForLeaseMs = [2, 4, 8, 16, 25, 25, 25, 25, 25, 25, 25, 25, 25];

async function getPointedAccess(
  { pool, protocol }: Dependencies,
  { timing }: Reader,
  keyspace: Keyspace,
): Promise<Access> {
  for (let looks = 0; ; looks += 1) {
    const startedAtMs = performance.now();
    const pointer = await getPointer(keyspace);
    timing.cacheMs += performance.now() - startedAtMs;
    if (pointer.is === 'version') return { is: 'version', version: pointer.version, keyspace };
    if (pointer.is === 'absent') {
      const claim = await timed(timing, 'cacheMs', () => protocol.lease(keyspace));
      if (claim) {
        // A lease may be used only if no writer holds the user's lock after it was given. Then a
        // writer before has committed, so the load sees what it wrote; and a writer after puts its
        // marker over the lease before it commits, so the fill fails.
        const check = () => protocol.isUnlocked(pool, keyspace.userId);
        if (await timed(timing, 'dbMs', check)) return { is: 'lease', claim, keyspace };
        release(claim).catch(() => undefined);
        return bypass('marked');
      }
    }
    // Absent, but the lease was refused: another reader was first.
    const pauseMs = (pointer.is === 'marked' ? pausesForMarkerMs : pausesForLeaseMs)[looks];
    if (pauseMs === undefined) return bypass('marked');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function selectVersion(pool: Pool, userId: string): Promise<string | undefined> {
  const [row] = await query<{ version: string }>(pool, versionStatement, [userId]);
  return row?.version;
}

const versionStatement = {
  name: 'select_version',
  text: 'select version from users where id = $1',
};

function timedLoad({ timing }: Reader, { load }: View): Promise<Loaded | undefined> {
  return timed(timing, 'dbMs', load);
}

function answerOf(view: View, loaded: Loaded | undefined, outcome: Outcome): Answer {
  const { version, body = null } = loaded ?? {};
  return { view: view.name, version, body, held: false, outcome };
}

function bypass(reason: BypassReason): Access {
  return { is: 'bypass', reason };
}
