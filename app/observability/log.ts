/** Writes one line of JSON: errors to stderr, the rest to stdout. */
export function log(level: 'info' | 'warn' | 'error', message: string, fields: object = {}): void {
  const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...fields });
  (level === 'info' ? process.stdout : process.stderr).write(`${line}\n`);
}

/** An error and its causes, as fields of a log line. */
export function describe(error: unknown): object {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { error: error.message, stack: error.stack, ...cause };
}

/** Why a start failed, in one line. A name with several addresses has a reason for each. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  const { message, code } = error as { message?: string; code?: string };
  return String(message || code || error).replaceAll('\n', ' ');
}
