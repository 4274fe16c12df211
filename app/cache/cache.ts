import type { Bus } from '../../db/bus.ts';
import { openPool, type Pool } from '../../db/pool.ts';
import { Bodies } from './bodies.ts';
import type { MemcachedOptions } from './memcached.ts';
import { type Protocol, protocol as rightProtocol } from './pointer.ts';
import { createRead, type Read } from './read.ts';
import { type CacheState, openCacheState } from './state.ts';
import { Transitions } from './transitions.ts';
import { Watcher } from './watcher.ts';
import { createWrite, type Write } from './write.ts';

/**
 * The whole face of the cache, and the only way to a user's data: what is read through it is never
 * older than the last acknowledged write, and what is written through it always invalidates.
 */
export interface Cache {
  read: Read;
  write: Write;
  state: CacheState;
  transitions: Transitions;
  bodies: Bodies;
  watcher: Watcher;
  close(): Promise<void>;
}

export interface CacheOptions {
  name: string;
  databaseUrl: string;
  pool: Pool;
  bus: Bus;
  /** `host:port` each. */
  memcached: string[];
  memcachedOptions: Omit<MemcachedOptions, 'server'>;
  /** Bounds the bodies in this process. */
  localBytes: number;
  /** How many hits a second the watcher repeats; 0 for none. */
  watchPerSecond: number;
  /** Counts the writes. */
  counters: { writes: number };
  /** A wrong protocol, for tests that must see it fail. */
  protocol?: Protocol;
}

/** Reads the cluster's cache state. Nothing is cached before the bus is up. */
export async function openCache(options: CacheOptions): Promise<Cache> {
  const { name, databaseUrl, pool, bus, counters, protocol = rightProtocol } = options;
  const { memcached, memcachedOptions, watchPerSecond } = options;
  const bodies = new Bodies(options.localBytes);
  const statePool = openPool({ databaseUrl, name: `${name}-state`, size: 2 });
  const onGeneration = () => bodies.local.clear();
  const stateOptions = { name, bus, pool: statePool, memcached, memcachedOptions, onGeneration };
  const state = await openCacheState(stateOptions);
  const transitions = new Transitions(state, statePool);
  const read: Read = createRead({
    ...{ pool, state, bodies, protocol },
    onHit: watchPerSecond > 0 ? (userId, view) => watcher.note(userId, view) : undefined,
  });
  const watcher = new Watcher(watchPerSecond, read);
  const write = createWrite({ pool, state, transitions, protocol, counters });
  return {
    ...{ read, write, state, transitions, bodies, watcher },
    async close() {
      watcher.close();
      transitions.close();
      state.close();
      await statePool.end();
    },
  };
}
