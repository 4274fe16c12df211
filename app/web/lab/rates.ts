import type { ServerCounters } from '../../lab/schema.ts';

/** What a server did between two looks at its counters. */
export interface Rates {
  requestsPerSecond: number;
  /** The share of its reads that were hits, 0 to 1; undefined when it had no read. */
  hitRate: number | undefined;
}

/** Undefined when the server was started again in between: its counters began at zero then. */
export function ratesBetween(
  before: ServerCounters,
  now: ServerCounters,
  elapsedMs: number,
): Rates | undefined {
  if (before.startedAt !== now.startedAt || elapsedMs <= 0) return undefined;
  return {
    requestsPerSecond: ((now.requests - before.requests) * 1000) / elapsedMs,
    hitRate: shareOf(now.hits - before.hits, readsOf(now) - readsOf(before)),
  };
}

/** The share of hits since the server started. */
export function totalHitRate(server: ServerCounters): number | undefined {
  return shareOf(server.hits, readsOf(server));
}

/** `87 %`, or a dash where there is nothing to divide by. */
export function formatShare(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}

/** `1.2 MB`, in decimal units. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** `12,345` */
export function formatCount(count: number): string {
  return new Intl.NumberFormat('en-GB').format(count);
}

function readsOf({ hits, misses, bypasses }: ServerCounters): number {
  return hits + misses + bypasses;
}

function shareOf(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}
