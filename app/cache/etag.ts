import { hash } from 'node:crypto';

/** The entity tag of one version of one view (RFC 9110, 8.8.3). */
export function etagOf(version: string, view: string): string {
  return `"${version}.${hash('sha1', view, 'base64url').slice(0, 8)}"`;
}

/** Whether `If-None-Match` names this very tag; compared weakly, as RFC 9110, 13.1.2 asks. */
export function names(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch === etag || tagsOf(ifNoneMatch).includes(etag);
}

/** Whether it names the tag of a thing that exists: `*` names whatever does. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  return names(ifNoneMatch, etag) || ifNoneMatch?.trim() === '*';
}

/** The tags of a list such as `"1.a", W/"2.b"`, or `*`. */
export function tagsOf(header: string): string[] {
  return header.match(/\*|"[^"]*"/g) ?? [];
}
