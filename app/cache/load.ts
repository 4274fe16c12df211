import { type Db, query, type Statement } from '../../db/pool.ts';

/** A user's version and the JSON of one view, read in one snapshot. */
export interface Loaded {
  version: string;
  /** Null: there is no such thing. */
  body: Buffer | null;
}

/** Reads a view from Postgres; undefined where there is no such user. */
export type Load = () => Promise<Loaded | undefined>;

/**
 * Loads a view with a statement that selects the user's `version` and the view's JSON text as
 * `body`. One statement is one snapshot, so the body belongs to that version.
 */
export async function loadView(
  db: Db,
  statement: Statement,
  values: unknown[],
): Promise<Loaded | undefined> {
  const [row] = await query<{ version: string; body: string | null }>(db, statement, values);
  return row && { version: row.version, body: row.body === null ? null : Buffer.from(row.body) };
}
