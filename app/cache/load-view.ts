import { type Db, query, type Statement } from '../../db/pool.ts';
import type { Loaded } from './bodies.ts';

/**
 * Runs a statement that selects a user's `version` and the JSON text of a view as `body`, both of
 * one snapshot. Undefined where there is no such user.
 */
export async function loadView(
  db: Db,
  statement: Statement,
  values: unknown[],
): Promise<Loaded | undefined> {
  const [row] = await query<{ version: string; body: string | null }>(db, statement, values);
  return row && { version: row.version, body: row.body === null ? null : Buffer.from(row.body) };
}

/** SQL for a moment as JSON has it: RFC 3339 in UTC, with milliseconds. */
export function time(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
