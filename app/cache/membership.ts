import { randomUUID } from 'node:crypto';
import type { Bus } from '../../db/bus.ts';

/** What a server reports of itself. */
export interface Report {
  name: string;
  /** The last change of the cache's state that it has applied. */
  seq: number;
  /** The Memcached servers it was configured with. */
  memcached: string[];
  /** Whether it reaches all of them. */
  reachable: boolean;
}

export interface Member extends Report {
  instance: string;
  heardAtMs: number;
}

export const heartbeatMs = 250;
const trustLeaseMs = 1_000;
/**
 * After this time a change has settled: every lease given before it has ended, on clocks whose rates
 * differ by up to 25 %.
 */
export const settleMs = 1_250;

const channel = 'trio_heartbeat';

interface Message extends Report {
  instance: string;
  /** Which stretch between `resume` and `pause` it belongs to. */
  stretch: number;
  sentAtMs: number;
}

/**
 * The servers' heartbeats, and what follows from them.
 *
 * **The trust lease.** Each server sends itself a notification every 250 ms. Postgres delivers
 * notifications in the order of the commits. So when one comes back, the server knows every change
 * of the cache's state that was committed before it was *sent*, and trusts what it knows until one
 * second after the sending. Whatever happens to a server (paused, cut off, slow), one second after a
 * change is committed it does not act on what was before.
 *
 * - *trusting*: entered when a heartbeat of the present stretch comes back; left when the lease
 *   expires or the connection is lost.
 * - *distrusting*: at the start, and in between.
 *
 * **The members.** All servers hear each other's heartbeats: who is alive, which change of the state
 * each has applied, and which Memcached servers it was configured with and reaches.
 */
export class Membership {
  /** What this server knows of the cache's state may be acted on before this time (performance.now). */
  trustedUntilMs = 0;
  /** How often trust was lost, for the metrics. */
  trustLost = 0;
  readonly #instance = randomUUID();
  readonly #bus: Bus;
  readonly #report: () => Report;
  readonly #members = new Map<string, Member>();
  #stretch = 0;
  #timer: NodeJS.Timeout | undefined;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  constructor(bus: Bus, report: () => Report) {
    this.#bus = bus;
    this.#report = report;
    bus.on(channel, (payload) => this.#hear(JSON.parse(payload)));
    bus.onDown(() => this.pause());
  }

  /** Whether a heartbeat of its own came back within the last `ms`: Postgres is there, and delivers. */
  heardWithin(ms: number): boolean {
    return performance.now() - this.#heardAtMs < ms;
  }

  /** The servers heard from within the settling time, this one included. */
  members(): Member[] {
    const oldest = performance.now() - settleMs;
    for (const [instance, member] of this.#members) {
      if (member.heardAtMs < oldest) this.#members.delete(instance);
    }
    return [...this.#members.values()];
  }

  /** Sends heartbeats until `pause`. Call it once the state has been read. */
  resume(): void {
    this.#stretch += 1;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.beat(), heartbeatMs);
    this.beat();
  }

  /** Trusts nothing from now on. */
  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.trustedUntilMs = 0;
    this.trustLost += 1;
  }

  /** Sends one heartbeat out of turn: the acknowledgement of a change. */
  beat(): void {
    if (!this.#timer) return;
    const message: Message = {
      ...this.#report(),
      instance: this.#instance,
      stretch: this.#stretch,
      sentAtMs: performance.now(),
    };
    // A heartbeat that can't be sent does not come back, and the bus reconnects.
    this.#bus.notify(channel, JSON.stringify(message)).catch(() => undefined);
  }

  #hear({ stretch, sentAtMs, ...report }: Message): void {
    this.#members.set(report.instance, { ...report, heardAtMs: performance.now() });
    if (report.instance !== this.#instance || stretch !== this.#stretch || !this.#timer) return;
    this.#heardAtMs = performance.now();
    if (performance.now() > this.trustedUntilMs && this.trustedUntilMs > 0) this.trustLost += 1;
    this.trustedUntilMs = Math.max(this.trustedUntilMs, sentAtMs + trustLeaseMs);
  }
}
