import type { MemcachedFailure } from './memcached-error.ts';

/** What the cache did for one read. */
export type Outcome =
  | { is: 'hit'; from: 'local' | 'memcached' }
  | { is: 'miss'; collapsed: boolean }
  | { is: 'bypass'; reason: BypassReason };

/**
 * Why a read went around the cache:
 *
 * - `off`: the mode is off.
 * - `marked`: a writer or another reader holds the pointer.
 * - `untrusted`: this server may not trust what it knows of the cache's state.
 * - `memcached-timeout`, `memcached-down`: Memcached fails.
 */
export type BypassReason = 'off' | 'marked' | 'untrusted' | MemcachedFailure;
