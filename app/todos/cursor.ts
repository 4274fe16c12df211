import { hash } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../http/problem.ts';

/** The types of the columns that pages are sorted by. */
export type KeyType = keyof typeof forms;

/**
 * A key is bound as a value of its type, so it must have that type's form: a checksum can be made
 * up.
 */
const forms = {
  float8: z.string().refine((value) => Number.isFinite(Number(value || 'x'))),
  timestamptz: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/)
    .refine((value) => !Number.isNaN(Date.parse(value))),
  uuid: z.guid(),
};

/**
 * Returns a cursor: the sort keys of a page's last to-do, as Postgres writes them. Opaque to
 * clients. A checksum covers the keys and the selection, so a cursor that was edited, cut short, or
 * taken to another view is rejected.
 */
export function encodeCursor(keys: string[], selection: string): string {
  const payload = Buffer.from(JSON.stringify(keys)).toString('base64url');
  return `${payload}.${checksum(payload, selection)}`;
}

/**
 * Returns the keys of a cursor, one for each type. Throws a 422 for a cursor of another selection.
 */
export function decodeCursor(
  cursor: string,
  selection: string,
  types: readonly KeyType[],
): string[] {
  const [payload = '', sum, ...rest] = cursor.split('.');
  if (rest.length > 0 || sum !== checksum(payload, selection)) throw unknownCursor();
  const keys = z.array(z.string()).length(types.length).safeParse(parseJson(payload));
  if (!keys.success) throw unknownCursor();
  const fits = types.every((type, i) => forms[type].safeParse(keys.data[i]).success);
  if (!fits) throw unknownCursor();
  return keys.data;
}

function parseJson(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    throw unknownCursor();
  }
}

function checksum(payload: string, selection: string): string {
  return hash('sha256', `${payload} ${selection}`, 'base64url').slice(0, 12);
}

function unknownCursor(): Problem {
  const message = 'is not a cursor of this selection';
  return new Problem(422, `cursor ${message}`, { errors: [{ field: 'cursor', message }] });
}
