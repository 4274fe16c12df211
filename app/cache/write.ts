import { type Connection, type Pool, query } from '../../db/pool.ts';
import type { Timing } from '../observability/timing.ts';
import { BusyError } from './busy-error.ts';
import { type Claim, type Keyspace, type Protocol, release } from './pointer.ts';
import type { CacheState } from './state.ts';
import { type State, stateJson } from './state-row.ts';
import type { Transitions } from './transitions.ts';

/** What a write's statements run in. */
export interface Transaction {
  db: Connection;
  /** The new version of the first user. */
  version: string;
}

/** Whose data is written, and the clock of the request that writes it. */
interface Writer {
  userIds: string[];
  timing: Timing;
  /** The write ends a session or revokes a token: the users' live streams are authenticated anew. */
  revokes?: boolean;
}

type Statements<T> = (tx: Transaction) => Promise<T>;

/**
 * Runs `statements` alone among all writers of these users, raises the users' versions, and commits.
 * When it resolves, no server answers with anything older, and every server has been notified that
 * these users' data changed. When it rejects, nothing was written, unless Postgres was lost during
 * the commit itself.
 */
export type Write = <T>(writer: Writer, statements: Statements<T>) => Promise<T>;

interface Dependencies {
  pool: Pool;
  state: CacheState;
  transitions: Transitions;
  protocol: Protocol;
  /** Counts the writes. */
  counters: { writes: number };
}

/**
 * Creates the write of the protocol in README.md. Within one server a user's writes take turns. Their
 * lock orders them anyway, but whoever waits for the lock holds a connection that others need.
 */
export function createWrite(dependencies: Dependencies): Write {
  const inTurn = createTurns();
  return (writer, statements) =>
    inTurn(writer.userIds, () => transact(dependencies, writer, statements));
}

async function transact<T>(
  { pool, state, transitions, protocol, counters }: Dependencies,
  { userIds, timing, revokes = false }: Writer,
  statements: Statements<T>,
): Promise<T> {
  const startedAtMs = performance.now();
  const db = await pool.connect();
  // The markers are set while the statements run. They are awaited before the commit.
  let marking: Promise<Claim[]> = Promise.resolve([]);
  try {
    await begin(db, userIds);
    const raised = await raiseAndAnnounce(db, userIds, revokes);
    state.apply(raised.state);
    if (raised.state.pointers === 'on') {
      marking = markAll(protocol, userIds, { ...raised.state, servers: state.servers });
    }
    const result = await statements({ db, version: raised.versions[userIds[0]!] ?? '' });
    const confirmingAtMs = performance.now();
    const claims = await confirm(transitions, raised.state, marking);
    const committingAtMs = performance.now();
    await db.query('commit');
    timing.cacheMs += committingAtMs - confirmingAtMs;
    timing.dbMs += confirmingAtMs - startedAtMs + performance.now() - committingAtMs;
    publishAll(protocol, claims, raised);
    db.release();
    counters.writes += 1;
    return result;
  } catch (error) {
    await rollBack(db, marking);
    throw error;
  }
}

/** Begins a transaction and takes the users' exclusive locks, in the order of their ids. */
async function begin(db: Connection, userIds: string[]): Promise<void> {
  const ids = userIds.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  const locks = `select pg_advisory_xact_lock(${ids.join('); select pg_advisory_xact_lock(')})`;
  await db.query(`begin; ${locks}`);
}

/**
 * Each write announces itself here, for each user: `<user id> <new version>`, and ` revoked` after
 * that where it ends a session or revokes a token.
 */
export const changeChannel = 'trio_version';

interface Raised {
  /** The new version of each user, by id. A user who is only now being created has none yet. */
  versions: Record<string, string>;
  state: State;
}

/**
 * In one statement: raises the users' versions; announces the change to every server, which passes
 * it on to the users' live streams after the commit; and reads the cluster's cache state. It is a
 * statement after `begin`, so it sees what was committed before the locks were granted.
 */
async function raiseAndAnnounce(
  db: Connection,
  userIds: string[],
  revokes: boolean,
): Promise<Raised> {
  const [raised] = await query<Raised>(db, raiseStatement, [userIds, revokes ? ' revoked' : '']);
  return raised!;
}

const raiseStatement = {
  name: 'raise_and_announce',
  text: `
    with raised as (
      update users set version = next_version(version) where id = any($1::bigint[])
      returning id, version),
    announced as (
      select id, version, pg_notify('${changeChannel}', id || ' ' || version || $2) from raised)
    select
      (select coalesce(json_object_agg(id, version), '{}') from announced) as versions,
      (select ${stateJson} from cache_state) as state`,
};

function markAll(
  { mark }: Protocol,
  userIds: string[],
  keyspace: Omit<Keyspace, 'userId'>,
): Promise<Claim[]> {
  const marking = Promise.all(userIds.map((userId) => mark({ ...keyspace, userId })));
  // Until it is awaited, a failure must not count as unhandled.
  marking.catch(() => undefined);
  return marking;
}

/**
 * Resolves once committing is safe: every marker is in place, or no server reads the pointers any
 * more. The transaction's locks are held all the while.
 */
async function confirm(
  transitions: Transitions,
  known: State,
  marking: Promise<Claim[]>,
): Promise<Claim[]> {
  if (known.pointers !== 'on') {
    await transitions.settled(known);
    return [];
  }
  try {
    return await marking;
  } catch (error) {
    await transitions.turnOff(known.generation, `a writer: ${(error as Error).message}`);
    return [];
  }
}

/** Publishes once and does not wait. Where that fails, the marker expires and the next reader fills. */
function publishAll({ publish }: Protocol, claims: Claim[], { versions }: Raised): void {
  for (const claim of claims) {
    const version = versions[claim.key.userId];
    (version ? publish(claim, version) : release(claim)).catch(() => undefined);
  }
}

/** Nothing was written, so the markers keep readers from the cache for no reason: they are released. */
async function rollBack(db: Connection, marking: Promise<Claim[]>): Promise<void> {
  const claims = await marking.catch(() => []);
  try {
    await db.query('rollback');
    db.release();
  } catch (error) {
    // Whether it was committed is unknown, so the markers stay until they expire.
    db.release(error as Error);
    return;
  }
  for (const claim of claims) release(claim).catch(() => undefined);
}

/** As long as a statement may wait for a lock in Postgres, where the writer would wait otherwise. */
const patienceMs = 5_000;

/** Runs `work` once it is its turn for all of the keys. */
type InTurn = <T>(keys: string[], work: () => Promise<T>) => Promise<T>;

/**
 * Lets one piece of work at a time through for each key, first come, first served. Rejects with a
 * BusyError after 5 s of waiting. Keys are taken in one order, so that two pieces of work that share
 * some keys never wait for each other.
 */
export function createTurns(): InTurn {
  /** Who waits for a key; a key that is absent is free. */
  const queues = new Map<string, Array<() => void>>();
  return async function inTurn(keys, work) {
    const taken: string[] = [];
    try {
      for (const key of [...new Set(keys)].sort()) {
        const queue = queues.get(key);
        if (queue) await waitIn(queue);
        else queues.set(key, []);
        taken.push(key);
      }
      return await work();
    } finally {
      for (const key of taken) {
        const next = queues.get(key)?.shift();
        if (next) next();
        else queues.delete(key);
      }
    }
  };
}

function waitIn(queue: Array<() => void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const start = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      queue.splice(queue.indexOf(start), 1);
      reject(new BusyError('Too many changes at once. Please try again.', { retrySoon: true }));
    }, patienceMs);
    queue.push(start);
  });
}
