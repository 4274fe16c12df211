import { Agent, errors, request } from 'undici';
import { isOwnFault } from './own-fault.ts';
import type { Readiness, Upstream } from './upstream.ts';

/**
 * Two checks in a row that get no answer take a server out, the second right after the first: it is
 * out at most 300 + 2 × 750 ms after it stopped.
 */
const intervalMs = 300;
const timeoutMs = 750;

/** The active health checks of all servers: GET /readyz on each, every 300 ms. */
export class HealthChecks {
  readonly #upstreams: readonly Upstream[];
  /** Connections of its own, a new one for each check: it also proves that the server accepts. */
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
   * When every server is silent, load is likelier the cause than the servers are: the last one that
   * is up stays, because without it everything would fail for certain.
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

  /** One check's outcome; undefined where it was the balancer that had no means left to make it. */
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
