import { Agent, errors, request } from 'undici';
import { isOwnFault } from './failure.ts';
import type { Readiness, Upstream } from './upstream.ts';

/**
 * Interval and timeout of the checks. Two checks in a row without an answer take a server out, the
 * second right after the first: at most 300 + 2 × 750 ms after it stopped.
 */
const intervalMs = 300;
const timeoutMs = 750;

/** The active health checks of all servers: GET /readyz on each, every 300 ms. */
export class HealthChecks {
  readonly #upstreams: readonly Upstream[];
  /** A new connection for each check, which also proves that the server accepts. */
  readonly #agent = new Agent({ pipelining: 0, connect: { timeout: timeoutMs } });
  /** Ends the pause before a server's next check. */
  readonly #wakeUp = new Map<Upstream, () => void>();
  #stopped = false;

  constructor(upstreams: readonly Upstream[]) {
    this.#upstreams = upstreams;
  }

  /** Checks each server once and lets that decide, then keeps checking. */
  async start(): Promise<void> {
    await Promise.all(
      this.#upstreams.map(async (upstream) => {
        upstream.begin((await this.#probe(upstream)) ?? 'failed');
        void this.#keepChecking(upstream);
      }),
    );
  }

  /** Checks a server now, since a request failed there, unless a check is under way already. */
  checkNow(upstream: Upstream): void {
    this.#wakeUp.get(upstream)?.();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const wakeUp of this.#wakeUp.values()) wakeUp();
    await this.#agent.destroy();
  }

  async #keepChecking(upstream: Upstream): Promise<void> {
    await this.#pause(upstream);
    while (!this.#stopped) {
      const readiness = await this.#probe(upstream);
      if (readiness && this.#mayBelieve(readiness, upstream)) upstream.checked(readiness);
      const isInDoubt =
        upstream.state === 'up' && (readiness === 'silent' || readiness === 'failed');
      if (!isInDoubt) await this.#pause(upstream);
    }
  }

  /**
   * If every server is silent, load is a likelier cause than the servers. The last one that is up
   * stays, because without it every request would fail.
   */
  #mayBelieve(readiness: Readiness, upstream: Upstream): boolean {
    if (readiness !== 'silent') return true;
    return this.#upstreams.some((other) => other !== upstream && other.state === 'up');
  }

  #pause(upstream: Upstream): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, intervalMs);
      this.#wakeUp.set(upstream, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Returns one check's outcome; undefined where the balancer itself could not make the check. */
  async #probe(upstream: Upstream): Promise<Readiness | undefined> {
    try {
      const { statusCode, body } = await request(`${upstream.url}/readyz`, {
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(timeoutMs),
      });
      await body.dump();
      if (statusCode === 503) return 'draining';
      return statusCode === 200 ? 'ready' : 'failed';
    } catch (error) {
      if (isOwnFault(error as Error)) return undefined;
      return isTimeout(error as Error) ? 'silent' : 'failed';
    }
  }
}

function isTimeout(error: Error): boolean {
  return error.name === 'TimeoutError' || error instanceof errors.ConnectTimeoutError;
}
