/** One request of a client, as the client saw it. */
export interface Operation extends Span {
  is: 'read' | 'write';
  /** What was asked: `read todo`, `read list if changed`, `write`. */
  what: string;
  /** `u2` */
  user: string;
  /** Whom it was sent to: `app-2`, `balancer`. */
  via: string;
  outcome: Outcome;
  /** 0 where there was no answer. */
  status: number;
  /** `X-Served-By` and `Cache-Status` of the answer, or why there was none. */
  servedBy: string;
  cacheStatus: string;
  /** The user's version that the answer names; undefined where there was none. */
  version: string | undefined;
  /** The values of registers that were read or written (`u2/t1`: one to-do's title). */
  values: Record<string, string>;
}

/** In ms of the checker's one monotonic clock: before the request was sent, after its answer was read. */
export interface Span {
  startMs: number;
  endMs: number;
}

/**
 * `ok`: answered. `failed`: it certainly had no effect. `unknown`: it may have an effect, at any
 * time from its start on (a timeout, a broken connection, a 5xx).
 */
export type Outcome = 'ok' | 'failed' | 'unknown';

/** Whether one of two spans began before the other had ended. */
export function overlap(one: Span, other: Span): boolean {
  return one.startMs <= other.endMs && other.startMs <= one.endMs;
}
