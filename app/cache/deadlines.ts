/** An operation under way. */
export interface Pending {
  startedAtMs: number;
  fail: (error: Error) => void;
}

/** An operation behind others gets at most this many times the timeout, while answers keep coming. */
const queueingFactor = 5;

/** A timer that fires this late shows that the event loop was blocked. */
const latenessMs = 10;

/**
 * The deadlines of one connection's operations. An operation expires after `timeoutMs` without any
 * answer on the connection, or after `queueingFactor` times that in all. One timer serves all of
 * them, because they end in the order in which they began.
 */
export class Deadlines {
  readonly #timeoutMs: number;
  readonly #onExpired: () => void;
  #pending = new Set<Pending>();
  #timer: NodeJS.Timeout | undefined;
  #answeredAtMs = 0;

  constructor(timeoutMs: number, onExpired: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onExpired = onExpired;
  }

  get size(): number {
    return this.#pending.size;
  }

  start(fail: Pending['fail']): Pending {
    const pending = { fail, startedAtMs: performance.now() };
    this.#pending.add(pending);
    if (!this.#timer) this.#watch();
    return pending;
  }

  /** Returns how long the answered operation took, in ms. */
  end(pending: Pending): number {
    this.#pending.delete(pending);
    this.#answeredAtMs = performance.now();
    return this.#answeredAtMs - pending.startedAtMs;
  }

  /** Takes all operations off the list and returns them. */
  clear(): Set<Pending> {
    const pending = this.#pending;
    this.#pending = new Set();
    return pending;
  }

  #watch(): void {
    const [oldest] = this.#pending;
    if (!oldest) return;
    const dueMs = Math.max(this.#dueMs(oldest), performance.now() + 1);
    this.#timer = setTimeout(() => {
      this.#excuse(performance.now() - dueMs);
      // Answers may have arrived while the process was busy. They are read before the check.
      setImmediate(() => this.#check());
    }, dueMs - performance.now());
  }

  /** The time in which this process was too busy to read is not counted against Memcached. */
  #excuse(lateMs: number): void {
    if (lateMs < latenessMs) return;
    this.#answeredAtMs += lateMs;
    for (const pending of this.#pending) pending.startedAtMs += lateMs;
  }

  #check(): void {
    this.#timer = undefined;
    const [oldest] = this.#pending;
    if (oldest && this.#dueMs(oldest) <= performance.now()) this.#onExpired();
    if (!this.#timer) this.#watch();
  }

  #dueMs({ startedAtMs }: Pending): number {
    const silentMs = Math.max(startedAtMs, this.#answeredAtMs) + this.#timeoutMs;
    return Math.min(silentMs, startedAtMs + this.#timeoutMs * queueingFactor);
  }
}
