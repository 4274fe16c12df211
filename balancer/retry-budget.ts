/** Tries beyond the first that requests may make together, for each request there was. */
const ratio = 0.2;
/** What there is to begin with, for a time without much traffic. */
const reserve = 3;
/** As many as may be under way on one server when it dies; a long quiet time saves up no more. */
const most = 1_000;

/**
 * Keeps servers that all fail from getting every request several times: tries stay under 1.2 times
 * the requests plus 3, whatever happens. A token bucket that requests fill and retries empty.
 */
export class RetryBudget {
  #tokens = reserve;

  /** Notes one request. */
  deposit(): void {
    if (this.#tokens < most) this.#tokens += ratio;
  }

  /** Takes one retry out; false when there is none left. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
