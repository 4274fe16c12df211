import type { Figure, Latency, Results } from './model.ts';
import type { Estimate } from './statistics/bootstrap.ts';

/** What the report shows: a row for each measurement, in tables that are judged as one. */
export interface Comparison {
  contrasts: Contrast[];
  /** Of the runs that count, and of all. */
  runs: { set: string; valid: number; all: number }[];
  /** p50, p95 and p99 of all requests, then of each route. */
  latencies: Row[];
  figures: Row[];
  hitRates: HitRates[];
  /** The highest rate that each set held, for results with a search for it. */
  capacities: { set: string; rate: number | null }[];
  /** What a person can quote. */
  sentence: string;
  /** Warnings to read first. */
  warnings: string[];
}

/** A set, and the one it is compared with. */
export interface Contrast {
  baseline: string;
  set: string;
}

export interface Row {
  by: Latency['by'] | 'figure';
  /** Of the route or the figure; `all` for all requests. */
  name: string;
  /** Of a latency. */
  percentile?: 50 | 95 | 99;
  unit: Figure['unit'];
  /**
   * By set: the mean over its runs (geometric for latencies); absent where nothing was measured.
   */
  levels: Record<string, number>;
  /** One for each contrast. */
  differences: Difference[];
}

export interface Difference extends Contrast {
  /** Number of pairs of runs, or of runs of the baseline and of the set. */
  pairs?: number;
  counts?: [baseline: number, set: number];
  /** In the row's unit. Absent where one of the sets has nothing to compare. */
  absolute?: Interval;
  /** Relative to the baseline: -0.5 is half of it. For latencies only. */
  relative?: Interval;
  /** Absent without an interval. */
  p?: number;
  /** Whether it is significant among all rows of the table; otherwise printed as `~`. */
  significant: boolean;
}

/** `interval` is absent for fewer than three runs. */
export type Interval = Pick<Estimate, 'value'> & Partial<Pick<Estimate, 'interval'>>;

/** The hit rate as k6 and as Memcached counted it, in percent. */
export interface HitRates {
  set: string;
  k6: number;
  memcached: number;
  /** Within half a point. */
  agree: boolean;
}

/** Results, and what there is to say about them. */
export interface Compared {
  results: Results;
  comparison: Comparison;
}
