import { Pool } from 'undici';
import type { UpstreamAddress } from './config.ts';
import { Latency } from './latency.ts';
import { UnderWay } from './under-way.ts';

const connectTimeoutMs = 1_000;

/**
 * A server that is silent for longer than this, before or during its answer, has failed the request.
 * The app's event streams say something every 15 s.
 */
const silenceTimeoutMs = 20_000;

/** Consecutive readiness checks that decide, so that one lost packet doesn't move a server. */
const checksToGoDown = 2;
const checksToComeUp = 2;

/**
 * `up` gets requests. `draining` said by 503 on /readyz that it wants no more, and finishes what it
 * has. `down` can't be reached, or answers /readyz with something else, or not in time.
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
  state: UpstreamState = 'down';
  /** Requests sent to it since the balancer started. */
  requests = 0;
  /** Requests it failed: no connection, no answer, or an answer broken off. */
  failures = 0;
  /** Those of its requests that another server had failed before. */
  retries = 0;
  /** How often it was taken out of the rotation. */
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

  /** Takes the first check's word for it: there is no history yet to weigh it against. */
  begin(readiness: Readiness): void {
    this.state = stateAfter(readiness);
  }

  /**
   * Notes one check's outcome. A server that says it drains is believed at once. When one is found
   * to hang, what is under way on it is told, so that it need not wait for the silence to end.
   */
  checked(readiness: Readiness): void {
    const ready = readiness === 'ready';
    this.#goodChecks = ready ? this.#goodChecks + 1 : 0;
    this.#badChecks = ready ? 0 : this.#badChecks + 1;
    const decided = ready ? this.#goodChecks >= checksToComeUp : this.#hasFailed(readiness);
    if (!decided) return;
    this.#become(stateAfter(readiness));
    if (readiness === 'silent') for (const exchange of this.underWay.all()) exchange.serverHangs();
  }

  /** Nothing listens there: it gets no request until its checks have brought it back. */
  refused(): void {
    this.#become('down');
    this.#goodChecks = 0;
  }

  #hasFailed(readiness: Readiness): boolean {
    return readiness === 'draining' || this.#badChecks >= checksToGoDown;
  }

  /**
   * A server that leaves the rotation finishes what it has; then its connections are closed from this
   * side, so that one that drains need not wait for them to be idle long enough.
   */
  #become(state: UpstreamState): void {
    if (this.state === 'up' && state !== 'up') {
      this.ejections++;
      void this.pool.close();
      this.pool = openPool(this.url);
    }
    this.state = state;
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
