/**
 * The circuit breaker of one Memcached server (Nygard, "Release It!", 2007).
 *
 * - `closed`: every operation is tried. Entered at the start and when a probe succeeds; left when an
 *   operation fails.
 * - `open`: no operation is tried. Entered when an operation fails; left by the first one that is
 *   asked for after the pause.
 * - `half-open`: one operation, the probe, is under way. Entered from `open`; left when the probe
 *   succeeds or fails.
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

export class Breaker {
  /** Changed by the methods below alone. A field, because every operation reads it. */
  state: BreakerState = 'closed';
  readonly #pauseMs: number;
  #openUntilMs = 0;

  /** `pauseMs`: how long nothing is tried after a failure. */
  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  /** Whether an operation may be tried now. In `open`, the first one after the pause is the probe. */
  admits(): boolean {
    if (this.state === 'closed') return true;
    if (this.state === 'half-open' || performance.now() < this.#openUntilMs) return false;
    this.state = 'half-open';
    return true;
  }

  /** The probe succeeded. */
  close(): void {
    if (this.state !== 'half-open') throw new Error(`breaker: ${this.state} can't close`);
    this.state = 'closed';
  }

  /** An operation, or the connection itself, failed. Starts the pause anew. */
  open(): void {
    this.state = 'open';
    this.#openUntilMs = performance.now() + this.#pauseMs;
  }
}
