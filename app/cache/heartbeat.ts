import { randomUUID } from 'node:crypto';
import type { Bus } from '../../db/bus.ts';

/**
 * The servers' heartbeats, and what follows from them.
 *
 * **The trust lease.** Each server sends itself a notification every 250 ms. Postgres delivers
 * notifications in the order of the commits, so when one comes back, the server has been told of
 * every change of the cache's state that was committed before it was *sent*; for one second from
 * that moment it trusts what it knows. Whatever happens to it (paused, cut off, slow), one second
 * after a change is committed no server acts on what was before.
 *
 * **The members.** All servers hear each other's heartbeats: who is alive, which change of the state
 * it has applied, which Memcached servers it was configured with and whether it reaches them.
 */
export interface Heartbeat {
  /** Whether what this server knows of the cache's state may be acted on, now. */
  trusted(): boolean;
  /** Whether a heartbeat of its own came back within the last `ms`: Postgres is there, and tells. */
  heardWithin(ms: number): boolean;
  /** When trust ran out, how often; for the metrics. */
  readonly trustLost: number;
  /** The servers heard from within the last lease, this one included. */
  members(): Member[];
  /** Begins, and goes on until `pause`. Call it once the state has been read. */
  resume(): void;
  /** Trusts nothing from now on. */
  pause(): void;
  /** Sends one heartbeat out of turn: the acknowledgement of a change. */
  beat(): void;
}

export interface Member extends Report {
  instance: string;
  heardAtMs: number;
}

/** What a server says of itself. */
export interface Report {
  name: string;
  /** The last change of the cache's state that it has applied. */
  seq: number;
  /** The Memcached servers it was configured with. */
  memcached: string[];
  /** Whether it reaches all of them. */
  reachable: boolean;
}

export const heartbeatMs = 250;
export const trustLeaseMs = 1_000;
/** After this, a change has settled: every lease given before it has ended, on clocks up to 25 % apart. */
export const settleMs = 1_250;

const channel = 'trio_heartbeat';

export function openHeartbeat(bus: Bus, report: () => Report): Heartbeat {
  return new Beating(bus, report);
}

interface Message extends Report {
  instance: string;
  /** Which stretch between `resume` and `pause` it belongs to. */
  stretch: number;
  sentAtMs: number;
}

class Beating implements Heartbeat {
  readonly #instance = randomUUID();
  readonly #bus: Bus;
  readonly #report: () => Report;
  readonly #members = new Map<string, Member>();
  #stretch = 0;
  #timer: NodeJS.Timeout | undefined;
  #trustedUntilMs = 0;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  trustLost = 0;

  constructor(bus: Bus, report: () => Report) {
    this.#bus = bus;
    this.#report = report;
    bus.on(channel, (payload) => this.#hear(JSON.parse(payload)));
    bus.onDown(() => this.pause());
  }

  trusted(): boolean {
    return performance.now() < this.#trustedUntilMs;
  }

  heardWithin(ms: number): boolean {
    return performance.now() - this.#heardAtMs < ms;
  }

  members(): Member[] {
    const oldest = performance.now() - settleMs;
    for (const [instance, member] of this.#members) {
      if (member.heardAtMs < oldest) this.#members.delete(instance);
    }
    return [...this.#members.values()];
  }

  resume(): void {
    this.#stretch += 1;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.beat(), heartbeatMs);
    this.beat();
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#trustedUntilMs = 0;
    this.trustLost += 1;
  }

  beat(): void {
    if (!this.#timer) return;
    const message: Message = {
      ...this.#report(),
      instance: this.#instance,
      stretch: this.#stretch,
      sentAtMs: performance.now(),
    };
    // A heartbeat that can't be sent is one that doesn't come back; the bus sees to the rest.
    this.#bus.notify(channel, JSON.stringify(message)).catch(() => undefined);
  }

  #hear({ stretch, sentAtMs, ...report }: Message): void {
    this.#members.set(report.instance, { ...report, heardAtMs: performance.now() });
    if (report.instance !== this.#instance || stretch !== this.#stretch || !this.#timer) return;
    this.#heardAtMs = performance.now();
    if (performance.now() > this.#trustedUntilMs && this.#trustedUntilMs > 0) this.trustLost += 1;
    this.#trustedUntilMs = Math.max(this.#trustedUntilMs, sentAtMs + trustLeaseMs);
  }
}
