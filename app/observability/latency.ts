import type { Metric, MetricValueWithName, Registry } from 'prom-client';
import type { Counters } from './counters.ts';
import { bucketOf, type Histogram } from './histogram.ts';

type Line = MetricValueWithName<'outcome' | 'le'>;

const name = 'trio_read_seconds';

/**
 * Every power of two from 128 µs to 17 s: all of them are bounds of our own buckets, so that the
 * coarser ones count exactly.
 */
const boundsUs = Array.from({ length: 18 }, (_, power) => 128 * 2 ** power);

/** Registers `trio_read_seconds`: the histograms that are kept anyway, read when they are asked for. */
export function registerLatency(registry: Registry, { latency }: Counters): void {
  const help = 'Time from the start of a cacheable read to its answer, by what the cache did.';
  const own = { name, help, type: 'histogram', aggregator: 'sum' };
  const values = () =>
    Object.entries(latency).flatMap(([outcome, histogram]) => lines(outcome, histogram));
  // The package's own Histogram can only observe. What a registry needs of a metric is no more than this.
  const metric = { ...own, get: async () => ({ ...own, values: values() }) };
  registry.registerMetric(metric as unknown as Metric);
}

function lines(outcome: string, { counts, sumUs }: Histogram): Line[] {
  const line = (suffix: string, value: number, le?: string | number): Line => ({
    metricName: `${name}_${suffix}`,
    labels: le === undefined ? { outcome } : { outcome, le },
    value,
  });
  let below = 0;
  let bucket = 0;
  const countUpTo = (end: number) => {
    for (; bucket < end; bucket += 1) below += counts[bucket]!;
    return below;
  };
  const cumulative = boundsUs.map((us) => line('bucket', countUpTo(bucketOf(us)), us / 1_000_000));
  const all = countUpTo(counts.length);
  return [
    ...cumulative,
    line('bucket', all, '+Inf'),
    line('sum', sumUs / 1_000_000),
    line('count', all),
  ];
}
