import { z } from 'zod';

/**
 * A place in a list that its user orders: between two others lies the number between theirs. The
 * bounds are far from where doubles end, so there is always room before the first and after the last.
 */
export const position = z.number().min(-1e12).max(1e12);

/**
 * A text that a person typed: trimmed, normalized to NFC, and without the control characters that
 * Postgres refuses (NUL) or a page can't show. Lengths are in code points after that, as Postgres
 * counts them. `multiline` allows tab and line feed, and keeps the text untrimmed.
 */
export function text({ min = 0, max, multiline = false }: TextOptions) {
  const forbidden = multiline ? /[^\P{Cc}\t\n\r]/u : /\p{Cc}/u;
  return z
    .string()
    .transform((value) => (multiline ? value : value.trim()).normalize('NFC'))
    .refine((value) => !forbidden.test(value), 'must not contain control characters')
    .refine((value) => value.isWellFormed(), 'must be well-formed Unicode')
    .refine(
      (value) => lengthOf(value) >= min && (min === 0 || shown.test(value)),
      min === 1 ? 'must not be empty' : `must have at least ${min} characters`,
    )
    .refine((value) => lengthOf(value) <= max, `must have at most ${max} characters`)
    .meta({ minLength: min, maxLength: max });
}

interface TextOptions {
  min?: number;
  max: number;
  multiline?: boolean;
}

/** Matches a character that shows; a zero width space, for example, does not. */
const shown = /[^\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]/u;

function lengthOf(value: string): number {
  return value.length <= 1 ? value.length : [...value].length;
}
