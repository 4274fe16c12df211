import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from '../../db/pool.ts';
import { BusyError } from './busy-error.ts';
import { heartbeatMs, type Member, settleMs } from './membership.ts';
import type { CacheMode } from './mode.ts';
import type { CacheState } from './state.ts';
import type { State } from './state-row.ts';
import * as row from './state-row.ts';

/** How long the other servers have to acknowledge a change; they trust nothing after 1 s of silence. */
const acknowledgeTimeoutMs = 5_000;
const pollMs = 20;

/**
 * How the cluster's cache state changes. `g` is the generation:
 *
 *     on(g) ──▶ settling(g) ──▶ off(g) ──▶ on(g+1)
 *                               off(g) ──▶ off(g+1)
 *
 * - `on`: writers keep the pointers in Memcached right, and readers may trust them. Entered from
 *   `off` by any server that sees that every live one was configured with the same Memcached servers
 *   and reaches them. Left by a writer that can't get its marker confirmed, by whoever empties the
 *   cache, and when all servers were configured with other Memcached servers.
 * - `settling`: some server may still act on `on`. Left after the settling time by any server.
 * - `off`: no server uses the pointers. Emptying the cache renews the generation here.
 *
 * The mode changes in any of them, and changes reads only.
 */
export class Transitions {
  readonly #state: CacheState;
  readonly #pool: Pool;
  readonly #timer: NodeJS.Timeout;
  #isStepping = false;

  constructor(state: CacheState, pool: Pool) {
    this.#state = state;
    this.#pool = pool;
    this.#timer = setInterval(() => void this.#tick(), heartbeatMs);
  }

  /** Turns the pointers of a generation off. Resolves once that has settled. */
  async turnOff(generation: number, reason: string): Promise<void> {
    const changed = await row.updateToSettling(this.#pool, generation, reason);
    const state = changed ?? (await row.selectState(this.#pool));
    this.#state.apply(state);
    // Another generation means that the pointers were off in between.
    if (state.generation === generation) await this.settled(state);
  }

  /** Resolves once no server acts on the pointers of before `state`, in which they are not `on`. */
  async settled(state: State): Promise<void> {
    if (state.pointers === 'off') return;
    this.#state.apply(state);
    const isOver = () => {
      const { pointers, generation } = this.#state.current();
      const hasChanged = generation !== state.generation || pointers === 'off';
      return hasChanged || performance.now() >= this.#state.seenAtMs + settleMs;
    };
    while (!isOver()) await delay(pollMs);
  }

  /** Sets how reads use the cache. Resolves once every live server has applied it. */
  async setMode(mode: CacheMode): Promise<void> {
    const state = await row.updateMode(this.#pool, mode);
    if (state) await this.#acknowledged(state);
  }

  /** Resolves once nothing stored before is found any more, on any live server. */
  async empty(): Promise<void> {
    const { generation } = await row.selectState(this.#pool);
    await this.turnOff(generation, 'emptied');
    this.#apply(await row.updateToOff(this.#pool, generation));
    // Changes nothing where another server has turned the pointers on by now, in a new generation.
    this.#apply(await row.updateGeneration(this.#pool, generation));
    await this.#acknowledged(await row.selectState(this.#pool));
    const isUsable = () =>
      this.#state.current().pointers === 'on' || !this.available().includes('memcached');
    await this.#until(isUsable, 'The cache is empty, but Memcached is not in use again yet.');
  }

  /** The modes that every live server can serve. */
  available(): CacheMode[] {
    const members = this.#state.membership.members();
    const all = members.length > 0 && members.every((m) => m.memcached.length > 0 && m.reachable);
    return all ? ['off', 'local', 'memcached', 'tiered'] : ['off', 'local'];
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Waits until each live server has acknowledged `state`. One that stays silent trusts nothing. */
  async #acknowledged(state: State): Promise<void> {
    this.#state.apply(state);
    const isApplied = () =>
      this.#state.membership.members().every((member) => member.seq >= state.seq);
    await this.#until(isApplied, 'Not every server has applied the change yet.');
  }

  async #until(condition: () => boolean, otherwise: string): Promise<void> {
    const deadlineMs = performance.now() + acknowledgeTimeoutMs;
    while (!condition()) {
      if (performance.now() > deadlineMs) throw new BusyError(otherwise);
      await delay(pollMs);
    }
  }

  async #tick(): Promise<void> {
    if (this.#isStepping || !this.#state.trusted()) return;
    this.#isStepping = true;
    try {
      await this.#state.reachability.check();
      await this.#step();
    } catch {
      // Postgres is away: the next tick tries again.
    } finally {
      this.#isStepping = false;
    }
  }

  /** Takes the next step of the cycle, if one is due. */
  async #step(): Promise<void> {
    const { pointers, generation, memcached, seq } = this.#state.current();
    const members = this.#state.membership.members();
    if (pointers === 'on') {
      if (agreeOnOthers(members, memcached)) await this.turnOff(generation, 'other servers');
    } else if (pointers === 'settling') {
      if (performance.now() < this.#state.seenAtMs + settleMs) return;
      this.#apply(await row.updateToOff(this.#pool, generation));
    } else {
      const servers = reachedByAll(members);
      if (!servers) return;
      this.#apply(
        await row.updateToOn(this.#pool, { seq, servers, reason: 'all reach Memcached' }),
      );
    }
  }

  #apply(changed: State | undefined): void {
    if (changed) this.#state.apply(changed);
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
