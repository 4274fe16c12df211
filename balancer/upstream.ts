import { Pool } from 'undici';
import type { UpstreamAddress } from './config.ts';
import { Latency } from './latency.ts';
import { UnderWay } from './under-way.ts';

const connectTimeoutMs = 1_000;

/**
 * A server that is silent for longer, before or during its answer, has failed the request. It is more
 * than the 15 s after which the app's event streams send a comment.
 */
const silenceTimeoutMs = 20_000;

/**
 * Consecutive readiness checks that decide, so that one lost packet doesn't move a server. With the
 * interval and timeout of the checks, a server that stops is out after 300 + 2 × 750 ms at most.
 */
const checksToGoDown = 2;
const checksToComeUp = 2;

/**
 * - `down`: gets no requests. Entered at the start, when nothing listens at its address, and after
 *   two checks in a row that failed or got no answer; left after two checks that found it ready, or
 *   one that found it draining.
 * - `up`: gets requests in its turns. Entered by the first check, and after two in a row that found
 *   it ready; left as above.
 * - `draining`: answered 503 on /readyz, finishes what it has and gets no more. Entered by one such
 *   check, whatever it was before; left after two checks of another kind.
 */
export type UpstreamState = 'up' | 'down' | 'draining';

/** What one readiness check saw; `silent` accepted the connection and didn't answer in time. */
export type Readiness = 'ready' | 'draining' | 'silent' | 'failed';

/** A server behind the balancer: its connections, its state and its counters. */
export class Upstream {
  readonly name: string;
  readonly url: string;
  /** Where its requests go now. */
  pool: Pool;
  #state: UpstreamState = 'down';
  #hasBegun = false;
  /** Requests sent to it since the balancer started. */
  requests = 0;
  /** Requests it failed: no connection, no answer, or an answer broken off. */
  failures = 0;
  /** Requests that another server had failed before. */
  retries = 0;
  /** How often it left the rotation. */
  ejections = 0;
  readonly latency = new Latency();
  readonly underWay = new UnderWay();
  #goodChecks = 0;
  #badChecks = 0;

  constructor({ name, url }: UpstreamAddress) {
    this.name = name;
    this.url = url;
    this.pool = openPool(url);
  }

  get state(): UpstreamState {
    return this.#state;
  }

  /** Believes the first check: there is no history yet to weigh it against. Called once. */
  begin(readiness: Readiness): void {
    if (this.#hasBegun) throw new Error(`${this.name}: its first check has been made`);
    this.#hasBegun = true;
    this.#state = stateAfter(readiness);
  }

  /**
   * Notes one check's outcome. A server that drains is believed at once. When a server hangs, its
   * requests are told, so that they need not wait for the silence timeout.
   */
  checked(readiness: Readiness): void {
    if (!this.#hasBegun) throw new Error(`${this.name}: its first check is still to be made`);
    const ready = readiness === 'ready';
    this.#goodChecks = ready ? this.#goodChecks + 1 : 0;
    this.#badChecks = ready ? 0 : this.#badChecks + 1;
    const decided = ready ? this.#goodChecks >= checksToComeUp : this.#hasFailed(readiness);
    if (!decided) return;
    this.#become(stateAfter(readiness));
    if (readiness === 'silent') for (const exchange of this.underWay.all()) exchange.serverHangs();
  }

  /** A request found nothing listening there. Only its checks bring the server back. */
  refused(): void {
    this.#become('down');
    this.#goodChecks = 0;
  }

  #hasFailed(readiness: Readiness): boolean {
    return readiness === 'draining' || this.#badChecks >= checksToGoDown;
  }

  /**
   * A server that leaves the rotation finishes what it has. Then its connections are closed from this
   * side, so that a draining server need not wait until they have been idle long enough.
   */
  #become(state: UpstreamState): void {
    if (this.#state === 'up' && state !== 'up') {
      this.ejections++;
      void this.pool.close();
      this.pool = openPool(this.url);
    }
    this.#state = state;
  }
}

function openPool(url: string): Pool {
  return new Pool(url, {
    pipelining: 1,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: silenceTimeoutMs,
    bodyTimeout: silenceTimeoutMs,
  });
}

function stateAfter(readiness: Readiness): UpstreamState {
  if (readiness === 'ready') return 'up';
  return readiness === 'draining' ? 'draining' : 'down';
}
