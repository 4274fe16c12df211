/**
 * Checks the order of one user's versions. Every answer names the version it belongs to, a count
 * and a random suffix (`17.4be0c1…`), so it can be compared with every other answer, even where its
 * values did not change in between: a stale list of unchanged to-dos, or a 304 for an outdated tag.
 */
import type { Span } from './operation.ts';

export interface Versioned extends Span {
  is: 'read' | 'write';
  version: string;
}

export type Regression<V extends Versioned> =
  /**
   * `later` started after `earlier` had ended, and its version is older (or, for a write, not
   * newer).
   */
  | { is: 'backwards'; earlier: V; later: V }
  /** Two versions with one count: a commit was lost. */
  | { is: 'forked'; earlier: V; later: V };

/** The answers with a version older than one known before they were requested. */
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
