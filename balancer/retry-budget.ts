/**
 * Retries for each request, on average. Range: above 0; 0.2 keeps a failing cluster's load under
 * 1.2 times.
 */
const ratio = 0.2;
/** Retries available at the start, for times without much traffic. */
const reserve = 3;
/** Maximum of saved retries: as many requests as one server may have when it dies. */
const most = 1_000;

/**
 * A token bucket that requests fill and retries empty. If all servers fail, they get at most 1.2
 * tries for each request, plus 3.
 */
export class RetryBudget {
  #tokens = reserve;

  /** Notes one request. */
  deposit(): void {
    if (this.#tokens < most) this.#tokens += ratio;
  }

  /** Takes one retry; false where none is left. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
