/** What one client may use. nginx/default.conf.template has the same values. */
export const limits = {
  /** Request line and header fields, in bytes; as Node's own default. More: 431. */
  headerBytes: 16 * 1024,
  /** Content of one request; the servers take no more. More: 413. */
  contentBytes: 1024 * 1024,
  /** From the first byte of a request to the end of its header. Later: 408. */
  headerTimeoutMs: 10_000,
  /** Between two pieces of a request's content. Later: 408. */
  contentIdleTimeoutMs: 10_000,
  /** For a whole request, so that content can't trickle in without end. Later: 408. */
  requestTimeoutMs: 300_000,
  /** Between two pieces of an answer that a client reads. Later the connection is closed. */
  readerIdleTimeoutMs: 60_000,
  /** Idle time between requests: longer than clients keep a connection, so that they close it. */
  keepAliveTimeoutMs: 75_000,
} as const;
