import type { Bus } from '../../db/bus.ts';
import { openPool, type Pool } from '../../db/pool.ts';
import type { Timing } from '../observability/timing.ts';
import { type Bodies, openBodies } from './bodies.ts';
import type { MemcachedOptions } from './memcached.ts';
import { type Protocol, protocol as rightProtocol } from './pointer.ts';
import { type Answer, createRead, type Load, type Reading } from './read.ts';
import { type CacheState, openCacheState } from './state.ts';
import { openWatcher, type Watcher } from './watcher.ts';
import { createWrite, type Transaction } from './write.ts';

/**
 * The whole face of the cache, and the only way to a user's data: what is read through it is never
 * older than the last acknowledged write, and what is written through it is never left uninvalidated.
 */
export interface Cache {
  /** One user's data within one request. Its reads share one look at the user's version. */
  reading(userId: string, timing: Timing): Reading;
  /**
   * Answers with the JSON of `view`, from the cache where it may, otherwise by `load`. Two views of
   * a user with the same name must have the same JSON under the same version. `ifNoneMatch` is the
   * request's header: where it names this version of the view, the answer has no body.
   */
  read(reading: Reading, view: string, load: Load, ifNoneMatch?: string): Promise<Answer>;
  /**
   * Runs `transaction` alone among all writers of these users, raises their versions, and commits.
   * When it resolves, no server answers with anything older. When it rejects, nothing was written,
   * unless Postgres was lost during the commit itself.
   */
  write<T>(
    userIds: string[],
    timing: Timing,
    transaction: (tx: Transaction) => Promise<T>,
  ): Promise<T>;
  readonly state: CacheState;
  readonly bodies: Bodies;
  readonly watcher: Watcher;
  close(): Promise<void>;
}

export interface CacheOptions {
  name: string;
  databaseUrl: string;
  pool: Pool;
  bus: Bus;
  memcached: string[];
  memcachedOptions: Omit<MemcachedOptions, 'server'>;
  localBytes: number;
  /** How many reads a second the watcher looks at; 0 for none. */
  watchPerSecond: number;
  /** Called after each write. */
  onCommit: () => void;
  /** Another protocol than the right one: for tests that must see it fail. */
  protocol?: Protocol;
}

/** Reads the cluster's cache state; nothing is cached before the bus is up. */
export async function openCache(options: CacheOptions): Promise<Cache> {
  const { name, databaseUrl, pool, bus, onCommit, protocol = rightProtocol } = options;
  const { memcached, memcachedOptions, watchPerSecond } = options;
  const bodies = openBodies(options.localBytes);
  const statePool = openPool({ databaseUrl, name: `${name}-state`, size: 2 });
  const onGeneration = () => bodies.local.clear();
  const state = await openCacheState({
    name,
    bus,
    pool: statePool,
    memcached,
    memcachedOptions,
    onGeneration,
  });
  const read = createRead({ pool, state, bodies, protocol });
  const watcher = openWatcher({ perSecond: watchPerSecond, read });
  return {
    reading: (userId, timing) => ({ userId, timing }),
    async read(reading, view, load, ifNoneMatch) {
      const answer = await read(reading, view, load, ifNoneMatch);
      if (answer.outcome.is === 'hit') watcher.note(reading.userId, view, load);
      return answer;
    },
    write: createWrite({ pool, state, protocol, onCommit }),
    state,
    bodies,
    watcher,
    async close() {
      watcher.close();
      state.close();
      await statePool.end();
    },
  };
}
