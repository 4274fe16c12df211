/** The cache's outcome of a read. */
export const outcomes = ['hit', 'miss', 'bypass'] as const;
type Outcome = (typeof outcomes)[number];

/** Where a hit came from, what became of a miss, or why the cache was bypassed. */
export const details = [
  'local',
  'memcached',
  'stored',
  'collapsed',
  'off',
  'marked',
  'untrusted',
  'memcached-timeout',
  'memcached-down',
  'other',
] as const;
type Detail = (typeof details)[number];

export interface CacheStatus {
  outcome: Outcome;
  detail: Detail;
}

/**
 * Parses Cache-Status (RFC 9211) as the servers write it: `trio; hit; detail=local` is a hit; what
 * went to Postgres is a miss (`fwd=uri-miss`) or a bypass (`fwd=bypass`). An unknown detail is
 * `other`. Undefined for an answer that no cache can give.
 */
export function parseCacheStatus(header: string | undefined): CacheStatus | undefined {
  const parameters = header?.split(';').map((parameter) => parameter.trim()) ?? [];
  const outcome = outcomeOf(parameters);
  if (!outcome) return undefined;
  const told = parameters.map((parameter) => parameter.replace('detail=', ''));
  return { outcome, detail: details.find((detail) => told.includes(detail)) ?? 'other' };
}

function outcomeOf(parameters: string[]): Outcome | undefined {
  if (parameters.includes('hit')) return 'hit';
  if (parameters.includes('fwd=bypass')) return 'bypass';
  if (parameters.includes('fwd=uri-miss')) return 'miss';
  return undefined;
}
