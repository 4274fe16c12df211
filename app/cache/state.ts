import type { Bus } from '../../db/bus.ts';
import type { Pool } from '../../db/pool.ts';
import { Problem } from '../http/problem.ts';
import { log } from '../observability/log.ts';
import { type Heartbeat, heartbeatMs, type Member, openHeartbeat, settleMs } from './heartbeat.ts';
import type { MemcachedOptions } from './memcached.ts';
import { type MemcachedServers, openMemcachedServers } from './memcached-servers.ts';
import type { CacheMode } from './mode.ts';
import * as row from './state-row.ts';
import { type State, stateChannel } from './state-row.ts';

/**
 * What this server knows of the cluster's cache state, and how the state changes:
 *
 *     on(g) --settle--> settling(g) --after the settling time--> off(g) --all reach Memcached--> on(g+1)
 *
 * `settle` is done by a writer that can't get its marker confirmed, by whoever empties the cache,
 * and when all servers were configured with other Memcached servers. The two steps after it are
 * taken by any server that sees they are due.
 */
export interface CacheState {
  readonly heartbeat: Heartbeat;
  /** The newest state this server has seen. */
  current(): State;
  /** What reads may act on: the state while the trust lease lasts, otherwise undefined. */
  trusted(): State | undefined;
  /** The Memcached servers of the newest state. */
  servers(): MemcachedServers;
  /** Whether this process was configured with the Memcached servers of the newest state. */
  configuredAlike(): boolean;
  /** Takes in a state that was read from the row. */
  apply(state: State): void;
  /** Turns the pointers off and resolves once that has settled. */
  turnOff(generation: number, reason: string): Promise<void>;
  /** Resolves once no server acts any more on the pointers of before `state`, which is not `on`. */
  settled(state: State): Promise<void>;
  /** Sets how reads use the cache; resolves once every live server has applied it. */
  setMode(mode: CacheMode): Promise<void>;
  /** Resolves once nothing stored before is found any more, on any live server. */
  empty(): Promise<void>;
  /** The modes that every live server can serve. */
  available(): CacheMode[];
  close(): void;
}

export interface CacheStateOptions {
  name: string;
  bus: Bus;
  /** A pool of its own: a writer that holds a connection of the other turns the pointers off here. */
  pool: Pool;
  /** The Memcached servers this process was configured with. */
  memcached: string[];
  /** How to talk to them. */
  memcachedOptions: Omit<MemcachedOptions, 'server'>;
  /** Called when the generation changes: what this server holds itself is to be forgotten. */
  onGeneration: () => void;
}

const acknowledgeTimeoutMs = 5_000;
const pollMs = 20;

/** Reads the state for the first time; the bus must not have been started yet. */
export async function openCacheState(options: CacheStateOptions): Promise<CacheState> {
  return new KnownState(options, await row.selectState(options.pool));
}

class KnownState implements CacheState {
  readonly heartbeat: Heartbeat;
  readonly #options: CacheStateOptions;
  /** The servers this process was configured with, only asked whether they are there. */
  readonly #configured: MemcachedServers;
  readonly #timer: NodeJS.Timeout;
  #state: State;
  /** When this process first saw the present `pointers` of the present generation. */
  #seenAtMs = performance.now();
  #servers: MemcachedServers;
  /** Why not all of the configured Memcached servers are reached; empty where all are. */
  #unreachable = 'not tried yet';
  #stepping = false;
  /** Counts the bus's ups and downs, so that each time it is up has a number. */
  #connection = 0;

  constructor(options: CacheStateOptions, state: State) {
    this.#options = options;
    this.#state = state;
    this.#servers = openMemcachedServers(state.memcached, options.memcachedOptions);
    this.#configured = openMemcachedServers(options.memcached, options.memcachedOptions);
    this.heartbeat = openHeartbeat(options.bus, () => ({
      name: options.name,
      seq: this.#state.seq,
      memcached: options.memcached,
      reachable: this.#unreachable === '',
    }));
    options.bus.on(stateChannel, (payload) => this.apply(JSON.parse(payload)));
    options.bus.onUp(() => {
      this.#connection += 1;
      void this.#resume(this.#connection);
    });
    options.bus.onDown(() => {
      this.#connection += 1;
    });
    this.#timer = setInterval(() => void this.#tick(), heartbeatMs);
  }

  current(): State {
    return this.#state;
  }

  trusted(): State | undefined {
    return this.heartbeat.trusted() ? this.#state : undefined;
  }

  servers(): MemcachedServers {
    return this.#servers;
  }

  configuredAlike(): boolean {
    return this.#state.memcached.join() === this.#options.memcached.join();
  }

  apply(state: State): void {
    const before = this.#state;
    if (state.seq <= before.seq) return;
    this.#state = state;
    const { pointers, generation, mode, reason } = state;
    log('info', 'cache state', { pointers, generation, mode, reason });
    if (state.generation !== before.generation) this.#options.onGeneration();
    if (state.generation !== before.generation || state.pointers !== before.pointers) {
      this.#seenAtMs = performance.now();
    }
    if (state.memcached.join() !== before.memcached.join()) {
      this.#servers.close();
      this.#servers = openMemcachedServers(state.memcached, this.#options.memcachedOptions);
    }
    this.heartbeat.beat();
  }

  async turnOff(generation: number, reason: string): Promise<void> {
    const changed = await row.updateToSettling(this.#options.pool, generation, reason);
    const state = changed ?? (await row.selectState(this.#options.pool));
    this.apply(state);
    // Another generation means that it was off in between, and is the others' business by now.
    if (state.generation === generation) await this.settled(state);
  }

  async settled(state: State): Promise<void> {
    if (state.pointers === 'off') return;
    this.apply(state);
    const isOver = () =>
      this.#state.generation !== state.generation ||
      this.#state.pointers === 'off' ||
      performance.now() >= this.#seenAtMs + settleMs;
    while (!isOver()) await delay(pollMs);
  }

  async setMode(mode: CacheMode): Promise<void> {
    const state = await row.updateMode(this.#options.pool, mode);
    if (state) await this.#acknowledged(state);
  }

  async empty(): Promise<void> {
    const { generation } = await row.selectState(this.#options.pool);
    await this.turnOff(generation, 'emptied');
    this.#applyChange(await row.updateToOff(this.#options.pool, generation));
    // Nothing to change where another server has already turned them on again, under a new generation.
    this.#applyChange(await row.updateGeneration(this.#options.pool, generation));
    await this.#acknowledged(await row.selectState(this.#options.pool));
    const usable = () => this.#state.pointers === 'on' || !this.available().includes('memcached');
    await this.#until(usable, 'The cache is empty, but Memcached is not in use again yet.');
  }

  available(): CacheMode[] {
    const members = this.heartbeat.members();
    const all = members.length > 0 && members.every((m) => m.memcached.length > 0 && m.reachable);
    return all ? ['off', 'local', 'memcached', 'tiered'] : ['off', 'local'];
  }

  close(): void {
    this.#connection += 1;
    clearInterval(this.#timer);
    this.heartbeat.pause();
    this.#servers.close();
    this.#configured.close();
  }

  /**
   * A server that was cut off may have missed changes: it listens first, then reads. What was read
   * counts only if the connection is still the one that listened before; otherwise the changes of
   * the gap between the two would be missing from it.
   */
  async #resume(connection: number): Promise<void> {
    const isPresent = () => connection === this.#connection;
    try {
      const state = await row.selectState(this.#options.pool);
      if (!isPresent()) return;
      this.apply(state);
      await this.#ping();
      if (isPresent()) this.heartbeat.resume();
    } catch {
      await delay(heartbeatMs);
      if (isPresent()) await this.#resume(connection);
    }
  }

  /** Waits until each live server says it has applied `state`, or has gone silent for so long that it trusts nothing. */
  async #acknowledged(state: State): Promise<void> {
    this.apply(state);
    const applied = () => this.heartbeat.members().every((member) => member.seq >= state.seq);
    await this.#until(applied, 'Not every server has applied the change yet.');
  }

  async #until(condition: () => boolean, otherwise: string): Promise<void> {
    const deadlineMs = performance.now() + acknowledgeTimeoutMs;
    while (!condition()) {
      if (performance.now() > deadlineMs) throw new Problem(503, otherwise);
      await delay(pollMs);
    }
  }

  async #tick(): Promise<void> {
    if (this.#stepping || !this.heartbeat.trusted()) return;
    this.#stepping = true;
    try {
      await this.#ping();
      await this.#step();
    } catch {
      // Postgres is away: the next tick tries again.
    } finally {
      this.#stepping = false;
    }
  }

  async #ping(): Promise<void> {
    const failures = await Promise.all(
      this.#configured.all.map((server) =>
        server.get('trio:ping').then(
          () => undefined,
          (error: Error) => error.message,
        ),
      ),
    );
    const failed = failures.filter((failure) => failure !== undefined);
    if (this.#unreachable !== '' && failed.length === 0) log('info', 'Memcached is reached');
    if (this.#unreachable === '' && failed.length > 0) {
      log('warn', 'Memcached is not reached', { failed });
    }
    this.#unreachable = failed.join('; ');
  }

  /** Takes the next step of the state's cycle, if one is due. */
  async #step(): Promise<void> {
    const { pointers, generation, memcached, seq } = this.#state;
    const { pool } = this.#options;
    const members = this.heartbeat.members();
    if (pointers === 'on') {
      if (agreeOnOthers(members, memcached)) await this.turnOff(generation, 'other servers');
    } else if (pointers === 'settling') {
      if (performance.now() < this.#seenAtMs + settleMs) return;
      this.#applyChange(await row.updateToOff(pool, generation));
    } else {
      const servers = reachedByAll(members);
      if (servers)
        this.#applyChange(await row.updateToOn(pool, seq, servers, 'all reach Memcached'));
    }
  }

  #applyChange(changed: State | undefined): void {
    if (changed) this.apply(changed);
  }
}

/** Whether all live servers were configured with the same Memcached servers, and not with these. */
function agreeOnOthers(members: Member[], memcached: string[]): boolean {
  const [first] = members;
  if (!first || first.memcached.join() === memcached.join()) return false;
  return members.every((member) => member.memcached.join() === first.memcached.join());
}

/** The Memcached servers that all live servers were configured with and reach. */
function reachedByAll(members: Member[]): string[] | undefined {
  const [first] = members;
  if (!first || first.memcached.length === 0) return undefined;
  const agree = (member: Member) =>
    member.reachable && member.memcached.join() === first.memcached.join();
  return members.every(agree) ? first.memcached : undefined;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
