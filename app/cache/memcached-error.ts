export type MemcachedFailure = 'memcached-timeout' | 'memcached-down';

/** Memcached did not answer in time, or can't be reached. It never reaches a user. */
export class MemcachedError extends Error {
  override name = 'MemcachedError';
  readonly failure: MemcachedFailure;

  constructor(failure: MemcachedFailure, server: string, cause?: Error | string) {
    const why = cause === undefined ? '' : ` (${cause instanceof Error ? cause.message : cause})`;
    super(`${failure}: ${server}${why}`, { cause });
    this.failure = failure;
  }
}
