/**
 * Whether Postgres could not be asked: it refused, went away, starts up, shuts down, has no
 * connection left, or is too slow. Such a request can be repeated; its statement may be right.
 *
 * Codes: https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  const code = codeOf(error);
  if (code !== undefined) return unavailableCodes.test(code);
  return connectionMessages.test(error.message);
}

/** Whether it violates the named unique constraint or index. */
export function isDuplicate(error: unknown, constraint: string): boolean {
  return codeOf(error) === '23505' && (error as { constraint?: string }).constraint === constraint;
}

/** Whether a value is outside its column's type (class 22), such as a date beyond all calendars. */
export function isBadValue(error: unknown): boolean {
  return codeOf(error)?.startsWith('22') ?? false;
}

/** Whether it violates the named foreign key. */
export function isDangling(error: unknown, constraint: string): boolean {
  return codeOf(error) === '23503' && (error as { constraint?: string }).constraint === constraint;
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

// 08: connection exception, 53: insufficient resources, 57: operator intervention (shutdown,
// statement timeout), 55P03: lock timeout, 25P03: idle in transaction, 25006: a standby.
const unavailableCodes =
  /^(08...|53...|57P0.|57014|55P03|25P03|25006|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/;

// node-postgres gives its own errors no code.
const connectionMessages =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end|Client was closed and is not queryable|timeout expired/;
