import type { Figure, Latency, Run, Series } from '../model.ts';
import { Histogram } from './histogram.ts';
import { type Health, reasonsAgainst } from './validity.ts';

/** A line of `k6 run --out json=FILE`, as far as it is used. */
export interface Line {
  type: 'Metric' | 'Point';
  metric: string;
  data: {
    type?: 'counter' | 'gauge' | 'rate' | 'trend';
    contains?: 'default' | 'time' | 'data';
    time?: string;
    value?: number;
    tags?: Record<string, string>;
  };
}

/** What is known of a run without its set. */
export type RunOfFile = Omit<Run, 'set' | 'round'>;

/** Where percentiles are drawn; 50, 95 and 99 are compared. */
const drawn = [1, 5, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99] as const;

/** k6's own times of a request's parts, which are in its duration. */
const parts = /^(http_req_(?!duration$)|iteration_duration$|group_duration$|grpc_|ws_|browser_)/;

/** Maximum of routes; routes by URL have no end. */
const mostRoutes = 40;

/**
 * Gathers the samples of one run, line by line, in constant memory. setup() and teardown() don't
 * count.
 */
export class Samples {
  readonly #kinds = new Map<string, Line['data']>();
  readonly #latencies = new Map<string, { by: Latency['by']; name: string; times: Histogram }>();
  readonly #rates = new Map<
    string,
    { passed: number; all: number; seconds: Map<number, number[]> }
  >();
  readonly #servers: Record<string, number> = {};
  readonly #health: Health = { droppedIterations: 0, failedRequests: 0, requests: 0 };
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;

  add({ type, metric, data }: Line): void {
    if (type === 'Metric') this.#kinds.set(metric, data);
    if (type !== 'Point' || data.value === undefined || data.time === undefined) return;
    const tags = data.tags ?? {};
    if (tags.group === '::setup' || tags.group === '::teardown') return;
    const kind = this.#kinds.get(metric)?.type;
    if (metric === 'dropped_iterations') this.#health.droppedIterations += data.value;
    else if (kind === 'trend') this.#addTime(metric, data.value, tags, data.time);
    else if (kind === 'rate') this.#addRate(metric, data.value, data.time);
    else if (kind === 'counter' && tags.server) {
      this.#servers[tags.server] = (this.#servers[tags.server] ?? 0) + data.value;
    }
  }

  /** The run that was gathered. */
  run(): RunOfFile {
    const durationMs = Math.max(0, this.#lastMs - this.#firstMs);
    const isEmpty = this.#health.requests === 0;
    return {
      startedAt: isEmpty ? '' : new Date(this.#firstMs).toISOString(),
      durationMs: isEmpty ? 0 : durationMs,
      invalid: reasonsAgainst(this.#health),
      latencies: this.#summarizedLatencies(),
      figures: this.#figures(durationMs / 1_000),
      series: this.#series(),
      servers: this.#servers,
    };
  }

  #addTime(metric: string, value: number, tags: Record<string, string>, time: string): void {
    if (metric === 'http_req_duration') {
      this.#health.requests++;
      const endMs = Date.parse(time);
      this.#firstMs = Math.min(this.#firstMs, endMs - value);
      this.#lastMs = Math.max(this.#lastMs, endMs);
      this.#record('all', 'all', value);
      const route = tags.route ?? tags.name;
      if (route) this.#record('route', route, value);
    } else if (!parts.test(metric) && this.#kinds.get(metric)?.contains === 'time') {
      this.#record('route', metric, value);
    }
    if (tags.outcome) this.#record('outcome', tags.outcome, value);
  }

  #record(by: Latency['by'], name: string, value: number): void {
    const key = `${by} ${name}`;
    const known = this.#latencies.get(key) ?? { by, name, times: new Histogram() };
    this.#latencies.set(key, known);
    known.times.add(value);
  }

  #addRate(metric: string, value: number, time: string): void {
    if (metric === 'http_req_failed') this.#health.failedRequests += value;
    const known = this.#rates.get(metric) ?? { passed: 0, all: 0, seconds: new Map() };
    this.#rates.set(metric, known);
    known.passed += value;
    known.all++;
    const second = Math.floor(Date.parse(time) / 1_000);
    const [passed, all] = known.seconds.get(second) ?? [0, 0];
    known.seconds.set(second, [passed! + value, all! + 1]);
  }

  #summarizedLatencies(): Latency[] {
    const groups = [...this.#latencies.values()];
    const routes = groups.filter(({ by }) => by === 'route');
    routes.sort((one, other) => other.times.count - one.times.count);
    const kept = new Set(routes.slice(0, mostRoutes));
    return groups
      .filter((group) => group.by !== 'route' || kept.has(group))
      .map(({ by, name, times }) => {
        // With fewer requests than it divides them into, a percentile is only the slowest one.
        const told = drawn.filter(
          (percentile) => times.count * (1 - percentile / 100) >= 1 || percentile <= 99,
        );
        const values = times.percentiles(told);
        const percentilesMs = Object.fromEntries(told.map((each, index) => [each, values[index]!]));
        return { by, name, count: times.count, percentilesMs };
      });
  }

  #figures(seconds: number): Figure[] {
    const { requests } = this.#health;
    const rate = seconds > 0 ? requests / seconds : 0;
    return [
      { name: 'requests', unit: '/s', value: rate },
      ...[...this.#rates].map(([name, { passed, all }]) => ({
        name: nameOfRate(name),
        unit: '%' as const,
        value: (100 * passed) / all,
      })),
    ];
  }

  /** Rates that scripts count, over time, such as a hit rate. */
  #series(): Series[] {
    const start = Math.floor(this.#firstMs / 1_000);
    return [...this.#rates]
      .filter(([name]) => name !== 'http_req_failed' && name !== 'checks')
      .map(([name, { seconds }]) => ({
        name,
        unit: '%' as const,
        points: [...seconds]
          .sort(([one], [other]) => one - other)
          .map(
            ([second, [passed, all]]) =>
              [second - start, (100 * passed!) / all!] as [number, number],
          ),
      }));
  }
}

/** k6's own rates in words; a script's keep their name. */
export function nameOfRate(metric: string): string {
  if (metric === 'http_req_failed') return 'failed requests';
  return metric === 'checks' ? 'passed checks' : metric;
}
