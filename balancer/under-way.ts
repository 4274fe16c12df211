import type { Exchange } from './exchange.ts';

/**
 * The exchanges that are under way on one server. It is a list in no order rather than a Set: a Set
 * that things go through quickly makes a new table every so often, each old one keeps the next alive
 * until the old space is collected, and with it everything that ever was in them. That took a tenth
 * of the processor's time.
 */
export class UnderWay {
  readonly #exchanges: Exchange[] = [];

  add(exchange: Exchange): void {
    exchange.slot = this.#exchanges.length;
    this.#exchanges.push(exchange);
  }

  /** Does nothing where it isn't on the list. */
  remove(exchange: Exchange): void {
    if (this.#exchanges[exchange.slot] !== exchange) return;
    const last = this.#exchanges.pop()!;
    if (last === exchange) return;
    last.slot = exchange.slot;
    this.#exchanges[last.slot] = last;
  }

  /** A copy: what is done about them may take them off the list. */
  all(): Exchange[] {
    return [...this.#exchanges];
  }
}
