import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  type Metric,
  type MetricValueWithName,
  Registry,
} from 'prom-client';
import type { Pool } from '../../db/pool.ts';
import type { Counters } from './counters.ts';
import { bucketOf, type Histogram } from './histogram.ts';

/** Creates a registry with this server's metrics. Each figure is read when it is asked for. */
export function createMetrics({
  name,
  counters,
  pool,
}: {
  name: string;
  counters: Counters;
  pool: Pool;
}): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ server: name });
  collectDefaultMetrics({ register: registry });
  registerTotal(registry, {
    name: 'trio_requests_total',
    help: 'Requests to the API.',
    read: () => counters.requests,
  });
  registerTotal(registry, {
    name: 'trio_postgres_queries_total',
    help: 'Statements sent to Postgres for requests.',
    read: () => counters.queries,
  });
  registerReads(registry, counters);
  registerLatency(registry, counters);
  registerPool(registry, pool);
  return registry;
}

function registerTotal(
  registry: Registry,
  { name, help, read }: { name: string; help: string; read: () => number },
): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

function registerReads(registry: Registry, counters: Counters): void {
  new Counter({
    name: 'trio_cache_reads_total',
    help: 'Cacheable reads by outcome.',
    labelNames: ['outcome', 'detail'],
    registers: [registry],
    collect() {
      this.reset();
      this.inc({ outcome: 'hit', detail: 'local' }, counters.hitsLocal);
      this.inc({ outcome: 'hit', detail: 'memcached' }, counters.hitsMemcached);
      this.inc({ outcome: 'miss', detail: 'stored' }, counters.misses);
      this.inc({ outcome: 'miss', detail: 'collapsed' }, counters.collapsed);
      for (const [detail, count] of Object.entries(counters.bypasses)) {
        this.inc({ outcome: 'bypass', detail }, count);
      }
    },
  });
}

type Line = MetricValueWithName<'outcome' | 'le'>;

const latencyName = 'trio_read_seconds';

/** Powers of two from 128 µs to 17 s. Each is a bound of our own buckets, so the counts are exact. */
const boundsUs = Array.from({ length: 18 }, (_, power) => 128 * 2 ** power);

/** Registers the latency histograms that are kept anyway; prom-client's own can only observe. */
function registerLatency(registry: Registry, { latency }: Counters): void {
  const help = 'Latency of cacheable reads by outcome, from the request to its answer.';
  const own = { name: latencyName, help, type: 'histogram', aggregator: 'sum' };
  const values = () =>
    Object.entries(latency).flatMap(([outcome, histogram]) => linesOf(outcome, histogram));
  // A registry needs no more of a metric than this.
  const metric = { ...own, get: async () => ({ ...own, values: values() }) };
  registry.registerMetric(metric as unknown as Metric);
}

function linesOf(outcome: string, { counts, sumUs }: Histogram): Line[] {
  const line = (suffix: string, value: number, le?: string | number): Line => ({
    metricName: `${latencyName}_${suffix}`,
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

function registerPool(registry: Registry, pool: Pool): void {
  new Gauge({
    name: 'trio_postgres_connections',
    help: 'Connections of the pool by state, and requests that wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
}
