/** A request that a server has, as the server's state acts on it. */
export interface InFlight {
  /** Its place on the list; -1 where it is on none. */
  slot: number;
  /** Whether its answer goes on for as long as the client stays. */
  readonly isEventStream: boolean;
  /** Ends an answer that has no end of its own. */
  end(): void;
  /** The server accepts connections but no longer answers. */
  serverHangs(): void;
}

/**
 * The requests that one server has. It is an array in no order rather than a Set: a Set that many
 * things pass through makes a new table every so often, and each old table keeps the next one, with
 * everything that was ever in it, alive until the old space is collected. That took a tenth of the
 * processor's time.
 */
export class UnderWay {
  readonly #requests: InFlight[] = [];

  add(request: InFlight): void {
    request.slot = this.#requests.length;
    this.#requests.push(request);
  }

  /** Does nothing where it isn't on the list. */
  remove(request: InFlight): void {
    if (this.#requests[request.slot] !== request) return;
    const last = this.#requests.pop()!;
    if (last === request) return;
    last.slot = request.slot;
    this.#requests[last.slot] = last;
  }

  /** A copy: acting on them may take them off the list. */
  all(): InFlight[] {
    return [...this.#requests];
  }
}
