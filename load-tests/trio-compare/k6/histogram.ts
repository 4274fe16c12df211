/**
 * A sketch of any number of values in little memory. Buckets of equal ratio keep each quantile
 * within 0.1 % of a recorded value (Masson, Rim & Lee, "DDSketch", PVLDB 12 (2019)). Values below a
 * microsecond, for times in ms, count as one.
 */
export class Histogram {
  count = 0;
  readonly #counts = new Map<number, number>();

  add(value: number): void {
    this.count++;
    const bucket = Math.ceil(Math.log(Math.max(value, leastValue)) / logGrowth);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
  }

  /** The values at these percentiles by nearest rank, in ascending order of the percentiles. */
  percentiles(ascending: readonly number[]): number[] {
    const buckets = [...this.#counts].sort(([one], [other]) => one - other);
    let index = 0;
    let below = 0;
    return ascending.map((percentile) => {
      const rank = Math.max(1, Math.ceil((percentile / 100) * this.count));
      while (index < buckets.length - 1 && below + buckets[index]![1] < rank) {
        below += buckets[index++]![1];
      }
      return middleOf(buckets[index]?.[0] ?? Number.NaN);
    });
  }
}

const accuracy = 0.001;
const growth = (1 + accuracy) / (1 - accuracy);
const logGrowth = Math.log(growth);
const leastValue = 0.001;

/** The value that is within the accuracy of all that fall into the bucket. */
function middleOf(bucket: number): number {
  return (2 * growth ** bucket) / (growth + 1);
}
