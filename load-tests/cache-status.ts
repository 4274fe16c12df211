/** What the cache did for a read. */
export const outcomes = ['hit', 'miss', 'bypass'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Reads RFC 9211's Cache-Status as the servers write it: `trio; hit; detail=local` is a hit, and
 * what was forwarded to Postgres is a miss (`fwd=uri-miss`) or a bypass (`fwd=bypass`). Undefined for
 * an answer that no cache can give.
 */
export function outcomeOf(cacheStatus: string | undefined): Outcome | undefined {
  const parameters = cacheStatus?.split(';').map((parameter) => parameter.trim()) ?? [];
  if (parameters.includes('hit')) return 'hit';
  if (parameters.includes('fwd=bypass')) return 'bypass';
  if (parameters.includes('fwd=uri-miss')) return 'miss';
  return undefined;
}
