import { type Connection, type Pool, query } from '../../db/pool.ts';
import type { Timing } from '../observability/timing.ts';
import { type Claim, type Keyspace, type Protocol, release } from './pointer.ts';
import type { CacheState } from './state.ts';
import { type State, stateJson } from './state-row.ts';
import type { Transitions } from './transitions.ts';
import { createTurns } from './turns.ts';

/** What a write's statements run in. */
export interface Transaction {
  db: Connection;
  /** The new version of the first user. */
  version: string;
}

/**
 * Runs `statements` alone among all writers of these users, raises the users' versions, and commits.
 * When it resolves, no server answers with anything older, and every server has been notified that
 * these users' data changed. When it rejects, nothing was written, unless Postgres was lost during
 * the commit itself.
 */
export type Write = <T>(
  userIds: string[],
  timing: Timing,
  statements: (tx: Transaction) => Promise<T>,
) => Promise<T>;

interface Dependencies {
  pool: Pool;
  state: CacheState;
  transitions: Transitions;
  protocol: Protocol;
  onCommit: () => void;
}

/**
 * Creates the write of the protocol in README.md. Within one server a user's writes take turns. Their
 * lock orders them anyway, but whoever waits for the lock holds a connection that others need.
 */
export function createWrite(dependencies: Dependencies): Write {
  const inTurn = createTurns();
  return (userIds, timing, statements) =>
    inTurn(userIds, () => transact(dependencies, { userIds, timing, statements }));
}

interface Job<T> {
  userIds: string[];
  timing: Timing;
  statements: (tx: Transaction) => Promise<T>;
}

async function transact<T>(
  { pool, state, transitions, protocol, onCommit }: Dependencies,
  { userIds, timing, statements }: Job<T>,
): Promise<T> {
  const lap = startLaps(timing);
  const db = await pool.connect();
  // The markers are set while the statements run. They are awaited before the commit.
  let marking: Promise<Claim[]> = Promise.resolve([]);
  try {
    await begin(db, userIds);
    const raised = await raiseAndAnnounce(db, userIds);
    state.apply(raised.state);
    if (raised.state.pointers === 'on') {
      const keyspace = { ...raised.state, servers: state.servers };
      marking = markAll(protocol, userIds, keyspace);
    }
    const result = await statements({ db, version: raised.versions[userIds[0]!] ?? '' });
    lap('dbMs');
    const claims = await confirm(transitions, raised.state, marking);
    lap('cacheMs');
    await db.query('commit');
    lap('dbMs');
    publishAll(protocol, claims, raised);
    db.release();
    onCommit();
    return result;
  } catch (error) {
    await rollBack(db, marking);
    throw error;
  }
}

/** Adds the time since the last lap to a part of the request's timing. */
function startLaps(timing: Timing): (part: 'cacheMs' | 'dbMs') => void {
  let lastMs = performance.now();
  return (part) => {
    const nowMs = performance.now();
    timing[part] += nowMs - lastMs;
    lastMs = nowMs;
  };
}

/** Begins a transaction and takes the users' exclusive locks, in the order of their ids. */
async function begin(db: Connection, userIds: string[]): Promise<void> {
  const ids = userIds.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  const locks = ids.map((id) => `select pg_advisory_xact_lock(${id})`);
  await db.query(['begin', ...locks].join('; '));
}

/** Each write announces on this channel, for each user, `<user id> <new version>`. */
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
async function raiseAndAnnounce(db: Connection, userIds: string[]): Promise<Raised> {
  const [raised] = await query<Raised>(db, raiseStatement, [userIds]);
  return raised!;
}

const raiseStatement = {
  name: 'raise_and_announce',
  text: `
    with raised as (
      update users set version = next_version(version) where id = any($1::bigint[])
      returning id, version),
    announced as (
      select id, version, pg_notify('${changeChannel}', id || ' ' || version) from raised)
    select
      (select coalesce(json_object_agg(id, version), '{}') from announced) as versions,
      (select ${stateJson} from cache_state) as state`,
};

function markAll(
  protocol: Protocol,
  userIds: string[],
  keyspace: Omit<Keyspace, 'userId'>,
): Promise<Claim[]> {
  const marking = Promise.all(userIds.map((userId) => protocol.mark({ ...keyspace, userId })));
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
