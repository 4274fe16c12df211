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
    .transform((given, { addIssue }) => {
      const value = (multiline ? given : given.trim()).normalize('NFC');
      const length = value.length <= 1 ? value.length : [...value].length;
      if (forbidden.test(value)) addIssue('must not contain control characters');
      if (!value.isWellFormed()) addIssue('must be well-formed Unicode');
      if (length < min || (min > 0 && !shown.test(value))) {
        addIssue(min === 1 ? 'must not be empty' : `must have at least ${min} characters`);
      }
      if (length > max) addIssue(`must have at most ${max} characters`);
      return value;
    })
    .meta({ minLength: min, maxLength: max });
}

interface TextOptions {
  min?: number;
  max: number;
  multiline?: boolean;
}

/** Matches a character that shows; a zero width space, for example, does not. */
const shown = /[^\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]/u;
