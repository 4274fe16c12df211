/**
 * The order of one user's versions. Every answer names the user's version that it belongs to, a
 * count and a random suffix (`17.4be0c1…`), so it can be held against every other answer, also
 * where the values that it carries did not change between the two: a stale list whose to-dos are
 * all as they were, a 304 for a tag that should not match any more.
 */
import type { Span } from './operation.ts';

export interface Versioned extends Span {
  is: 'read' | 'write';
  version: string;
}

export type Regression<V extends Versioned> =
  /** `later` started after `earlier` had ended, and yet its version is older (or, of a write, not newer). */
  | { is: 'backwards'; earlier: V; later: V }
  /** Two versions with one count: what was committed once has been lost. */
  | { is: 'forked'; earlier: V; later: V };

/** The answers whose version is older than one that was known before they were asked for. */
export function findRegressions<V extends Versioned>(answers: V[]): Regression<V>[] {
  const byStart = answers.toSorted((a, b) => a.startMs - b.startMs);
  const byEnd = answers.toSorted((a, b) => a.endMs - b.endMs);
  const regressions: Regression<V>[] = findForks(answers);
  let ended = 0;
  let newest: V | undefined;
  for (const later of byStart) {
    for (; ended < byEnd.length && byEnd[ended]!.endMs < later.startMs; ended += 1) {
      const answer = byEnd[ended]!;
      if (!newest || countOf(answer) > countOf(newest)) newest = answer;
    }
    const least = newest ? countOf(newest) + (later.is === 'write' ? 1 : 0) : 0;
    if (newest && countOf(later) < least) {
      regressions.push({ is: 'backwards', earlier: newest, later });
    }
  }
  return regressions;
}

function findForks<V extends Versioned>(answers: V[]): Regression<V>[] {
  const first = new Map<number, V>();
  return answers.flatMap((later) => {
    const earlier = first.get(countOf(later));
    if (!earlier) first.set(countOf(later), later);
    return earlier && earlier.version !== later.version ? [{ is: 'forked', earlier, later }] : [];
  });
}

function countOf({ version }: Versioned): number {
  return Number.parseInt(version, 10);
}
