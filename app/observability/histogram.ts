/**
 * A histogram of times in fixed log-linear buckets, as HdrHistogram has them (Gil Tene,
 * https://hdrhistogram.org): each octave from 16 µs on is divided into 16 buckets of equal width;
 * below 16 µs each microsecond has its own. A bucket's middle differs from the times in it by at
 * most 1/32 (3.1 %), or by half a microsecond below 16 µs.
 *
 * All histograms have the same buckets, so the sum of two servers' histograms is the histogram of
 * both. Percentiles of the sum are those of all reads; percentiles themselves can't be averaged.
 */
export interface Histogram {
  /** Count of times by bucket. */
  counts: Float64Array;
  /** Sum of all times, in µs. */
  sumUs: number;
}

/** [bucket, count] pairs in order; empty buckets omitted. */
export type Buckets = [bucket: number, count: number][];

const bitsPerOctave = 4;
const bucketsPerOctave = 1 << bitsPerOctave;
const longestUs = 2 ** 26 - 1;

/** Maximum relative error of a reported time. */
export const relativeError = 1 / (2 * bucketsPerOctave);

/** Covers times up to 67 s; longer ones count as that. */
export const bucketCount = bucketOf(longestUs) + 1;

export function createHistogram(): Histogram {
  return { counts: new Float64Array(bucketCount), sumUs: 0 };
}

/** Counts one time. It runs for each read, so it allocates nothing. */
export function record(histogram: Histogram, timeMs: number): void {
  const timeUs = Math.min(longestUs, timeMs * 1_000);
  histogram.counts[bucketOf(timeUs)]! += 1;
  histogram.sumUs += timeUs;
}

export function bucketsOf({ counts }: Histogram): Buckets {
  const buckets: Buckets = [];
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const count = counts[bucket]!;
    if (count > 0) buckets.push([bucket, count]);
  }
  return buckets;
}

/** Returns the bucket of a time: the position of its highest bit, and the four bits after it. */
export function bucketOf(timeUs: number): number {
  const whole = timeUs | 0;
  const octave = Math.max(0, 31 - bitsPerOctave - Math.clz32(whole));
  return octave * bucketsPerOctave + (whole >>> octave);
}

/** Bounds of a bucket in µs: from `from` to below `to`. */
export function boundsUs(bucket: number): { from: number; to: number } {
  const octave = Math.max(0, Math.floor(bucket / bucketsPerOctave) - 1);
  const width = 2 ** octave;
  const from = (bucket - octave * bucketsPerOctave) * width;
  return { from, to: from + width };
}

/** Merges histograms into one. */
export function merge(histograms: readonly Buckets[]): Buckets {
  const counts = new Map<number, number>();
  for (const [bucket, count] of histograms.flat()) {
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** Returns what was counted between two snapshots of one histogram. */
export function since(before: Buckets, now: Buckets): Buckets {
  const then = new Map(before);
  return now
    .map(([bucket, count]): Buckets[number] => [bucket, count - (then.get(bucket) ?? 0)])
    .filter(([, count]) => count > 0);
}

/**
 * Returns a quantile (above 0, up to 1) in ms, within the relative error: the nearest rank, as the
 * middle of its bucket. Undefined for an empty histogram.
 */
export function quantileMs(buckets: Buckets, quantile: number): number | undefined {
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.ceil(total * quantile);
  for (const [bucket, count] of buckets) {
    left -= count;
    if (left > 0) continue;
    const { from, to } = boundsUs(bucket);
    return (from + to) / 2 / 1_000;
  }
  return undefined;
}
