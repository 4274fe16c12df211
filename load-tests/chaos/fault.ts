import { createRandom, pick } from '../seed/random.ts';
import type { Cluster } from './cluster.ts';

/** One kind of trouble. */
export interface Fault {
  name: string;
  /** Two faults of one part never happen at the same time. */
  part: 'servers' | 'memcached' | 'bus' | 'postgres';
  /** A fault that shows little alone, and so always comes with one of this part. */
  goesWith?: Fault['part'];
  /** Whether requests may fail while it lasts. A fault of Memcached alone may fail none. */
  failsRequests: boolean;
  /** Makes it happen; resolves once it has. */
  start(cluster: Cluster, chance: Chance): Promise<Started>;
}

interface Started {
  /** The details for the log: `app-2, for 1.3 s`. */
  detail: string;
  /** How long it is to last. */
  lastsMs: number;
  /** Ends it, and restores what it took away. */
  stop(): Promise<void>;
}

/** What is left to chance: the same choices for the same seed. */
export interface Chance {
  /** A number from 0 to below 1. */
  random(): number;
  one<Item>(items: readonly Item[]): Item;
  /** A time between the two, but never more than the run allows. */
  timeMs(shortestMs: number, longestMs: number): number;
}

export function createChance(seed: number, longestMs: number): Chance {
  const random = createRandom(seed);
  return {
    random,
    one: (items) => pick(items, random),
    timeMs: (from, to) => Math.min(longestMs, Math.round(from + random() * (to - from))),
  };
}

/** `1.3 s` */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
