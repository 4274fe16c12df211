/** What one client can take up. nginx/default.conf.template has the same numbers. */
export const limits = {
  /** The request line and all header fields. More is answered 431. */
  headerBytes: 16 * 1024,
  /** The content of one request. More is answered 413. */
  contentBytes: 1024 * 1024,
  /** From a connection's first byte of a request to the end of its header. Later is answered 408. */
  headerTimeoutMs: 10_000,
  /** Between two pieces of a request's content. Later is answered 408. */
  contentIdleTimeoutMs: 10_000,
  /** For a whole request, however steadily its content trickles in. Later is answered 408. */
  requestTimeoutMs: 300_000,
  /** Between two pieces of an answer that a client takes. Later its connection is closed. */
  readerIdleTimeoutMs: 60_000,
  /** A connection's idle time between requests: longer than clients keep it, so that they close it. */
  keepAliveTimeoutMs: 75_000,
} as const;
