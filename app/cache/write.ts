import type { Connection, Pool } from '../../db/pool.ts';
import { type Timing, timed } from '../observability/timing.ts';
import { type Claim, type Protocol, release } from './pointer.ts';
import type { CacheState } from './state.ts';
import type { State } from './state-row.ts';
import { beginLocked, type Raised, raiseVersions } from './statements.ts';
import { createTurns } from './turns.ts';

/** What a write's statements run in. */
export interface Transaction {
  db: Connection;
  /** The new version of the first user. */
  version: string;
}

interface Parts {
  pool: Pool;
  state: CacheState;
  protocol: Protocol;
  onCommit: () => void;
}

/**
 * The write of the protocol in README.md. In one server a user's writes come one after the other, as
 * their lock has it anyway: waiting there, each would hold a connection that others need.
 */
export function createWrite(parts: Parts) {
  const inTurn = createTurns();
  return function write<T>(
    userIds: string[],
    timing: Timing,
    transaction: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return inTurn(userIds, () => transact(parts, { userIds, timing, transaction }));
  };
}

interface Writing<T> {
  userIds: string[];
  timing: Timing;
  transaction: (tx: Transaction) => Promise<T>;
}

async function transact<T>(
  { pool, state, protocol, onCommit }: Parts,
  { userIds, timing, transaction }: Writing<T>,
): Promise<T> {
  const db = await timed(timing, 'dbMs', () => pool.connect());
  const marking: Marking = { claims: [] };
  try {
    const raised = await timed(timing, 'dbMs', async () => {
      await beginLocked(db, userIds);
      return raiseVersions(db, userIds);
    });
    state.apply(raised.state);
    if (raised.state.pointers === 'on') {
      const place = { servers: state.servers(), generation: raised.state.generation };
      startMarking(marking, () =>
        Promise.all(userIds.map((userId) => protocol.mark({ ...place, userId }))),
      );
    }
    const version = raised.versions[userIds[0]!] ?? '';
    const result = await timed(timing, 'dbMs', () => transaction({ db, version }));
    await timed(timing, 'cacheMs', () => confirm(marking, state, raised.state));
    await timed(timing, 'dbMs', () => db.query('commit'));
    publishAll(protocol, marking.claims, raised);
    db.release();
    onCommit();
    return result;
  } catch (error) {
    await rollBack(db, marking);
    throw error;
  }
}

/** The markers on their way: set at the same time as the data statements run. */
interface Marking {
  pending?: Promise<Claim[]>;
  claims: Claim[];
}

function startMarking(marking: Marking, mark: () => Promise<Claim[]>): void {
  marking.pending = mark();
  // It is awaited before the commit; until then a failure must not count as unhandled.
  marking.pending.catch(() => undefined);
}

/**
 * Resolves once committing is safe: every marker is in place, or no server reads the pointers any
 * more. The transaction's locks are held all the while.
 */
async function confirm(marking: Marking, state: CacheState, known: State): Promise<void> {
  if (known.pointers !== 'on') return state.settled(known);
  try {
    marking.claims = (await marking.pending) ?? [];
  } catch (error) {
    await state.turnOff(known.generation, `a writer: ${(error as Error).message}`);
  }
}

/** Once, and without waiting: where it fails, the marker expires and the next reader fills. */
function publishAll({ publish }: Protocol, claims: Claim[], { versions }: Raised): void {
  for (const claim of claims) {
    const version = versions[claim.key.userId];
    (version ? publish(claim, version) : release(claim)).catch(() => undefined);
  }
}

/** Nothing was written, so the markers are in the way of nothing but the readers. */
async function rollBack(db: Connection, marking: Marking): Promise<void> {
  const claims = await (marking.pending ?? Promise.resolve([])).catch(() => []);
  try {
    await db.query('rollback');
    db.release();
  } catch (error) {
    // Whether it was committed is unknown, and so the markers stay until they expire.
    db.release(error as Error);
    return;
  }
  for (const claim of claims) release(claim).catch(() => undefined);
}
