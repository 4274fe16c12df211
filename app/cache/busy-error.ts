/**
 * The cache can't finish a request now, and the client may repeat it: its message is for people.
 * It is no failure of Memcached, which never fails a request.
 */
export class BusyError extends Error {
  override name = 'BusyError';
  /** Whether a repeated request may succeed within a second. */
  readonly retrySoon: boolean;

  constructor(message: string, { retrySoon = false } = {}) {
    super(message);
    this.retrySoon = retrySoon;
  }
}
