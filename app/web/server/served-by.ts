/** Who answered a read, and from where. `ms` is the server's own time for it. */
export interface ServedBy {
  server: string;
  outcome: string;
  ms: number | undefined;
}

/** Reads X-Served-By, Cache-Status (RFC 9211) and Server-Timing; undefined for an uncached answer. */
export function readServedBy(headers: Headers): ServedBy | undefined {
  const server = headers.get('x-served-by');
  const status = headers.get('cache-status');
  if (!server || !status) return undefined;
  return { server, outcome: outcomeOf(status), ms: totalMs(headers.get('server-timing')) };
}

/** `app-2 · hit (memcached) · 3 ms` */
export function describeServedBy({ server, outcome, ms }: ServedBy): string {
  const time = ms === undefined ? [] : [ms < 1 ? '<1 ms' : `${Math.round(ms)} ms`];
  return [server, outcome, ...time].join(' · ');
}

function outcomeOf(status: string): string {
  const parameters = status.split(';').map((part) => part.trim());
  const detail = parameters.find((each) => each.startsWith('detail='))?.slice('detail='.length);
  const suffix = detail ? ` (${detail.replaceAll('"', '')})` : '';
  if (parameters.includes('hit')) return `hit${suffix}`;
  if (parameters.includes('fwd=bypass')) return `bypass${suffix}`;
  return parameters.includes('collapsed') ? 'miss (collapsed)' : 'miss';
}

function totalMs(serverTiming: string | null): number | undefined {
  const total = serverTiming?.match(/(?:^|,)\s*total\s*;[^,]*?dur=([\d.]+)/)?.[1];
  return total === undefined ? undefined : Number(total);
}
