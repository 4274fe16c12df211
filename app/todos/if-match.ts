import { tagsOf } from '../cache/etag.ts';
import { Problem } from '../http/problem.ts';

/** The versions that an `If-Match` is decided by, read under the user's lock. */
export interface Versions {
  /** The user's version when the to-do was last changed. */
  todo: string;
  /** The user's new version, raised by the write that is under way. */
  raised: string;
}

/**
 * Throws 412 unless the client has seen the to-do as it is now (RFC 9110, 13.1.1).
 *
 * What it holds begins with a version of the user: the ETag of any read, or the to-do's own
 * `version`. A to-do that last changed at or before that version is the one the client saw; other
 * to-dos may have changed since. Where the counters are equal, so must the whole versions be: after
 * a restored backup a counter comes again, with another suffix.
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
