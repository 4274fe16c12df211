import type { Bus } from '../../db/bus.ts';
import type { Pool } from '../../db/pool.ts';
import { log } from '../observability/log.ts';
import { heartbeatMs, Membership } from './membership.ts';
import { type MemcachedOptions, MemcachedServers } from './memcached.ts';
import { Reachability } from './reachability.ts';
import { type State, selectState, stateChannel } from './state-row.ts';

export interface CacheStateOptions {
  name: string;
  bus: Bus;
  /** A pool of its own: a writer changes the state while it holds a connection of the other pool. */
  pool: Pool;
  /** The Memcached servers this process was configured with, as `host:port`. */
  memcached: string[];
  /** How to talk to them. */
  memcachedOptions: Omit<MemcachedOptions, 'server'>;
  /** Called when the generation changes: what this process holds itself is to be forgotten. */
  onGeneration: () => void;
}

/** Reads the state for the first time; the bus must not have been started yet. */
export async function openCacheState(options: CacheStateOptions): Promise<CacheState> {
  return new CacheState(options, await selectState(options.pool));
}

/**
 * What this server knows of the cluster's cache state. Reads act on it while the trust lease lasts
 * (`membership.ts`); `transitions.ts` changes it.
 */
export class CacheState {
  readonly membership: Membership;
  readonly reachability: Reachability;
  /** The Memcached servers of the newest state. */
  servers: MemcachedServers;
  /** Whether this process was configured with the Memcached servers of the newest state. */
  isConfiguredAlike: boolean;
  /** When this process first saw the present pointers of the present generation (performance.now). */
  seenAtMs = performance.now();
  readonly #options: CacheStateOptions;
  #state: State;
  /** Numbers the bus's connections: it counts their beginnings and their ends. */
  #connection = 0;

  constructor(options: CacheStateOptions, state: State) {
    const { name, bus, memcached, memcachedOptions } = options;
    this.#options = options;
    this.#state = state;
    this.servers = new MemcachedServers(state.memcached, memcachedOptions);
    this.isConfiguredAlike = areEqual(state.memcached, memcached);
    this.reachability = new Reachability(memcached, memcachedOptions);
    this.membership = new Membership(bus, () => ({
      name,
      seq: this.#state.seq,
      memcached,
      reachable: this.reachability.reached,
    }));
    bus.on(stateChannel, (payload) => this.apply(JSON.parse(payload)));
    bus.onUp(() => {
      this.#connection += 1;
      void this.#resume(this.#connection);
    });
    bus.onDown(() => {
      this.#connection += 1;
    });
  }

  /** The newest state that this server has seen. */
  current(): State {
    return this.#state;
  }

  /** What reads may act on: the newest state while the trust lease lasts, otherwise undefined. */
  trusted(): State | undefined {
    return performance.now() < this.membership.trustedUntilMs ? this.#state : undefined;
  }

  /** Takes in a state of the row, unless it is no newer than the one known. */
  apply(state: State): void {
    const before = this.#state;
    if (state.seq <= before.seq) return;
    assertTransition(before, state);
    this.#state = state;
    const { pointers, generation, mode, reason } = state;
    log('info', 'cache state', { pointers, generation, mode, reason });
    if (generation !== before.generation) this.#options.onGeneration();
    if (generation !== before.generation || pointers !== before.pointers) {
      this.seenAtMs = performance.now();
    }
    if (!areEqual(state.memcached, before.memcached)) {
      this.servers.close();
      this.servers = new MemcachedServers(state.memcached, this.#options.memcachedOptions);
      this.isConfiguredAlike = areEqual(state.memcached, this.#options.memcached);
    }
    this.membership.beat();
  }

  close(): void {
    this.#connection += 1;
    this.membership.pause();
    this.reachability.close();
    this.servers.close();
  }

  /**
   * A server that was cut off may have missed changes, so it listens first and then reads the row.
   * What it read counts only if the connection is still the one that listened before the reading.
   * Otherwise the changes of the gap between two connections would be missing.
   */
  async #resume(connection: number): Promise<void> {
    const isPresent = () => connection === this.#connection;
    try {
      const state = await selectState(this.#options.pool);
      if (!isPresent()) return;
      this.apply(state);
      await this.reachability.check();
      if (isPresent()) this.membership.resume();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, heartbeatMs));
      if (isPresent()) await this.#resume(connection);
    }
  }
}

/**
 * Throws where no step of the cycle leads from one state to the next (`transitions.ts` has the
 * cycle). A server that missed some changes sees several steps as one; their order is not checked.
 */
function assertTransition(before: State, after: State): void {
  const isNextStep = after.seq === before.seq + 1;
  const generations = after.generation - before.generation;
  const step = `${before.pointers} ${after.pointers}`;
  const isSame = generations === 0 && before.pointers === after.pointers;
  const isTurningOff = generations === 0 && (step === 'on settling' || step === 'settling off');
  const isNewGeneration = generations === 1 && (step === 'off on' || step === 'off off');
  if (isNextStep ? isSame || isTurningOff || isNewGeneration : generations >= 0) return;
  const name = ({ pointers, generation, seq }: State) => `${pointers}(${generation}) #${seq}`;
  throw new Error(`cache state: no step leads from ${name(before)} to ${name(after)}`);
}

function areEqual(some: string[], others: string[]): boolean {
  return some.join() === others.join();
}
