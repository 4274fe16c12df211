import { tagsOf } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';

/** The versions that decide an `If-Match`, read under the user's lock. */
export interface Versions {
  /** The user's version when the to-do was last changed. */
  todo: string;
  /** The user's new version, raised by the write that is under way. */
  raised: string;
}

/**
 * Throws 412 unless the client has seen the to-do as it is now (RFC 9110, 13.1.1).
 *
 * The header's tags begin with a version of the user: they are the ETag of any read, or the to-do's
 * own `version`. If the to-do last changed at or before that version, the client has seen it as it
 * is; other to-dos may have changed since. Where the counters are equal, the whole versions must be
 * equal: after a restored backup a counter comes again, with another suffix.
 */
export function requireMatch(ifMatch: string | undefined, versions: Versions): void {
  if (ifMatch === undefined) return;
  const seen = tagsOf(ifMatch).some((tag) => tag === '*' || isCurrent(tag.slice(1, -1), versions));
  if (!seen) throw new Problem(412, 'It has been changed since you last saw it.');
}

function isCurrent(tag: string, { todo, raised }: Versions): boolean {
  const [counter = '', suffix] = tag.split('.');
  if (!/^\d{1,15}$/.test(counter)) return false;
  const [todoCounter, todoSuffix] = todo.split('.');
  const held = Number(counter);
  if (held === Number(todoCounter)) return suffix === todoSuffix;
  return held > Number(todoCounter) && held < Number(raised.split('.')[0]);
}
