import type { Layer } from './bodies.ts';
import type { Failure } from './memcached.ts';

/** What the cache did for one read. */
export type Outcome =
  | { is: 'hit'; from: Layer }
  | { is: 'miss'; collapsed: boolean }
  | { is: 'bypass'; reason: BypassReason };

/**
 * Why a read went around the cache: it is switched off; a writer or another reader has marked the
 * pointer; this server may not trust what it knows of the cache's state; Memcached fails.
 */
export type BypassReason = 'off' | 'marked' | 'untrusted' | Failure;

/** The `Cache-Status` header (RFC 9211) of an outcome. */
export function cacheStatus(outcome: Outcome): string {
  switch (outcome.is) {
    case 'hit':
      return `trio; hit; detail=${outcome.from}`;
    case 'miss':
      return `trio; fwd=uri-miss; ${outcome.collapsed ? 'collapsed' : 'stored'}`;
    case 'bypass':
      return `trio; fwd=bypass; detail=${outcome.reason}`;
  }
}
