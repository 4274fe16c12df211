/**
 * A histogram of times in fixed log-linear buckets, as HdrHistogram has them (Gil Tene,
 * https://hdrhistogram.org): each octave from 16 µs on is divided into 16 buckets of equal width, and
 * below that each microsecond has its own. A bucket's middle is at most 1/32 (3.1 %) away from
 * whatever fell into it; below 16 µs, half a microsecond.
 *
 * The buckets are the same everywhere, so the sum of two servers' histograms is the histogram of
 * both, and its percentiles are those of all their reads; percentiles themselves can't be averaged.
 */
export interface Histogram {
  /** How many times fell into each bucket. */
  counts: Float64Array;
  /** Of all times. */
  sumUs: number;
}

/** The buckets that aren't empty, in order, each with its count. */
export type Buckets = [bucket: number, count: number][];

const bitsPerOctave = 4;
const bucketsPerOctave = 1 << bitsPerOctave;
const longestUs = 2 ** 26 - 1;

/** Of a time that the histogram tells, how far it may be from the real one, as a part of that. */
export const relativeError = 1 / (2 * bucketsPerOctave);

/** Up to 67 s; what takes longer counts as that. */
export const bucketCount = bucketOf(longestUs) + 1;

export function createHistogram(): Histogram {
  return { counts: new Float64Array(bucketCount), sumUs: 0 };
}

/** Counts one time. It is called for each read, so it allocates nothing. */
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

/** The bucket of a time: the position of its highest bit, and the four bits after that. */
export function bucketOf(timeUs: number): number {
  const whole = timeUs | 0;
  const octave = Math.max(0, 31 - bitsPerOctave - Math.clz32(whole));
  return octave * bucketsPerOctave + (whole >>> octave);
}

/** What a bucket holds, in µs: from `from` to less than `to`. */
export function boundsUs(bucket: number): { from: number; to: number } {
  const octave = Math.max(0, Math.floor(bucket / bucketsPerOctave) - 1);
  const width = 2 ** octave;
  const from = (bucket - octave * bucketsPerOctave) * width;
  return { from, to: from + width };
}

/** One histogram of several. */
export function merge(histograms: readonly Buckets[]): Buckets {
  const counts = new Map<number, number>();
  for (const [bucket, count] of histograms.flat()) {
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** What was counted between two looks at the same histogram. */
export function since(before: Buckets, now: Buckets): Buckets {
  const then = new Map(before);
  return now
    .map(([bucket, count]): Buckets[number] => [bucket, count - (then.get(bucket) ?? 0)])
    .filter(([, count]) => count > 0);
}

/**
 * The time in ms that `quantile` (above 0, up to 1) of the times don't exceed, within the relative
 * error: the nearest rank, as the middle of its bucket. Undefined where nothing was counted.
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
