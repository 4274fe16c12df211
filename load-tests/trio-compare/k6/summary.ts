import type { Figure, Latency } from '../model.ts';
import { nameOfRate, type RunOfFile } from './samples.ts';
import { reasonsAgainst } from './validity.ts';

type Values = Record<string, number | null | undefined>;

/**
 * Reads a run from a summary: handleSummary()'s argument, the file of `--summary-export`, and the
 * latter with `--new-machine-readable-summary`. Undefined for other JSON.
 */
export function readSummary(json: unknown): RunOfFile | undefined {
  const metrics = metricsOf(json);
  if (!metrics?.has('http_req_duration') && !metrics?.has('http_reqs')) return undefined;
  const { state, config } = json as {
    state?: { testRunDurationMs?: number };
    config?: { duration?: number };
  };
  const requests = metrics.get('http_reqs') ?? {};
  const failed = metrics.get('http_req_failed') ?? {};
  const count = requests.count ?? 0;
  const guessedMs = requests.rate ? (count / requests.rate) * 1_000 : 0;
  return {
    startedAt: '',
    durationMs:
      state?.testRunDurationMs ?? (config?.duration ? config.duration * 1_000 : guessedMs),
    invalid: reasonsAgainst({
      droppedIterations: metrics.get('dropped_iterations')?.count ?? 0,
      failedRequests: failed.passes ?? failed.matches ?? 0,
      requests: count,
    }),
    latencies: [...metrics].flatMap(([name, values]) => latencyOf(name, values)),
    figures: figuresOf(metrics),
    series: [],
    servers: serversOf(metrics),
  };
}

/** A metric in any of the three forms; the values are in it, or are it. */
type Metric = Values & { values?: Values; contains?: string; name?: string };

/** The three forms as one: each metric's values by its name. */
function metricsOf(json: unknown): Map<string, Values> | undefined {
  const { metrics, results } = (json ?? {}) as {
    metrics?: Record<string, Metric>;
    results?: { metrics?: Metric[] };
  };
  const named = Array.isArray(results?.metrics)
    ? results.metrics.map((metric) => [String(metric.name), metric] as const)
    : typeof metrics === 'object' && metrics !== null && Object.entries(metrics);
  if (!named) return undefined;
  return new Map(
    named
      .filter(([, metric]) => !isOfOtherThanTime(metric))
      .map(([name, metric]) => [name, metric.values ?? metric]),
  );
}

/** For example a trend of sizes. The legacy form does not say. */
function isOfOtherThanTime({ contains = 'time', values }: Metric): boolean {
  return contains !== 'time' && values?.med !== undefined;
}

function latencyOf(metric: string, values: Values): Latency[] {
  const group = groupOf(metric);
  const entries = Object.entries(values).flatMap(([stat, value]) => {
    const percentile = stat === 'med' ? '50' : /^p\((\d+(?:\.\d+)?)\)$/.exec(stat)?.[1];
    return percentile && typeof value === 'number'
      ? [[String(Number(percentile)), value] as const]
      : [];
  });
  if (!group || entries.length === 0 || values.count === 0) return [];
  // k6 reports the count only with --summary-trend-stats; without it the report omits it.
  return [{ ...group, count: values.count ?? 0, percentilesMs: Object.fromEntries(entries) }];
}

/** `http_req_duration{name:today}` is a route's. Other submetrics are reported elsewhere. */
function groupOf(metric: string): Pick<Latency, 'by' | 'name'> | undefined {
  const [, base = '', tag, value = ''] =
    /^([^{]+)(?:\{\s*([^:}]+):\s*([^}]*)\})?$/.exec(metric) ?? [];
  if (
    base !== 'http_req_duration' &&
    /^(http_req_|iteration_|group_|grpc_|ws_|browser_|vus)/.test(base)
  ) {
    return undefined;
  }
  if (tag === 'outcome') return { by: 'outcome', name: value };
  if (base !== 'http_req_duration') return { by: 'route', name: metric };
  if (tag === undefined) return { by: 'all', name: 'all' };
  if (tag === 'expected_response') return undefined;
  return { by: 'route', name: tag === 'name' || tag === 'route' ? value : `${tag}:${value}` };
}

function figuresOf(metrics: Map<string, Values>): Figure[] {
  const figures: Figure[] = [];
  const rate = metrics.get('http_reqs')?.rate;
  if (typeof rate === 'number') figures.push({ name: 'requests', unit: '/s', value: rate });
  for (const [name, values] of metrics) {
    if (name.includes('{')) continue;
    const isRate = 'passes' in values || 'matches' in values;
    const part = values.rate ?? values.value;
    if (isRate && typeof part === 'number') {
      figures.push({ name: nameOfRate(name), unit: '%', value: part * 100 });
    }
  }
  return figures;
}

/** Counters by server: `answers{server:app-1}`. */
function serversOf(metrics: Map<string, Values>): Record<string, number> {
  return Object.fromEntries(
    [...metrics].flatMap(([name, { count }]) => {
      const [, server] = /\{\s*server:\s*([^}]+)\}$/.exec(name) ?? [];
      return server && count ? [[server, count] as const] : [];
    }),
  );
}
