import type { ServerCounters } from '../../lab/schema.ts';
import { type Delta, shareOf } from './frames.ts';

/** What a server does now. */
export interface Rates {
  requestsPerSecond: number;
  /** Its share of all requests; undefined when there were none. */
  share: number | undefined;
  /** Its hit rate, 0 to 1; undefined when it had no read. */
  hitRate: number | undefined;
}

/** The rates of each server by its name. */
export function ratesOf(deltas: readonly Delta[]): ReadonlyMap<string, Rates> {
  const all = deltas.reduce((sum, { requests, seconds }) => sum + requests / seconds, 0);
  return new Map(
    deltas.map(({ name, requests, seconds, hit, miss, bypass }) => {
      const requestsPerSecond = requests / seconds;
      const share = shareOf(requestsPerSecond, all);
      return [name, { requestsPerSecond, share, hitRate: shareOf(hit, hit + miss + bypass) }];
    }),
  );
}

/** The share of hits since the server started. */
export function totalHitRate({ hits, misses, bypasses }: ServerCounters): number | undefined {
  return shareOf(hits, hits + misses + bypasses);
}
