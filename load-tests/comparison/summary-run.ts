import type { SummaryData } from '../k6/results/report.ts';
import type { Latency } from '../trio-compare/model.ts';

/** The part of a run's report that comes from k6's summary of the measured part. */

/** Latency of all requests, by route, and of reads by outcome. */
export function latenciesOf({ metrics }: SummaryData): Latency[] {
  const found: Latency[] = [];
  for (const [metric, data] of Object.entries(metrics)) {
    const group = groupOf(metric);
    const count = data?.values.count ?? 0;
    if (!group || !data || count === 0) continue;
    found.push({ ...group, count, percentilesMs: percentilesOf(data.values) });
  }
  return found.sort((one, other) => order(one) - order(other));
}

const order = ({ by }: Latency) => ['all', 'route', 'outcome'].indexOf(by);

function groupOf(metric: string): Pick<Latency, 'by' | 'name'> | undefined {
  if (metric === 'trio_time') return { by: 'all', name: 'all requests' };
  const [, by, name] = /^trio_(?:read|write)_time\{(route|outcome):([^}]+)\}$/.exec(metric) ?? [];
  return by && name ? { by: by as 'route' | 'outcome', name } : undefined;
}

/** k6 names them `med` and `p(99.9)`. */
function percentilesOf(values: Record<string, number>): Record<string, number> {
  const percentiles: Record<string, number> = {};
  for (const [name, value] of Object.entries(values)) {
    const percentile = name === 'med' ? '50' : /^p\(([\d.]+)\)$/.exec(name)?.[1];
    if (percentile !== undefined) percentiles[percentile] = value;
  }
  return percentiles;
}

/** Hit rate of cacheable reads, and of those that reached Memcached. */
export function hitRates(summary: SummaryData): { all: number; ofMemcached: number } {
  const found = countOf(summary, 'trio_cache{detail:memcached}');
  const missed =
    countOf(summary, 'trio_cache{detail:stored}') +
    countOf(summary, 'trio_cache{detail:collapsed}');
  return {
    all: summary.metrics.trio_hits?.values.rate ?? 0,
    ofMemcached: found + missed > 0 ? found / (found + missed) : 0,
  };
}

export function answersByServer(summary: SummaryData): Record<string, number> {
  const servers: Record<string, number> = {};
  for (const metric of Object.keys(summary.metrics)) {
    const [, name] = /^trio_served\{server:([^}]+)\}$/.exec(metric) ?? [];
    const count = name === undefined ? 0 : countOf(summary, metric);
    if (name !== undefined && count > 0) servers[name] = count;
  }
  return servers;
}

/** Share of wrong answers. */
export function errorRateOf({ metrics }: SummaryData): number {
  return 1 - (metrics.checks?.values.rate ?? 1);
}

/** Of the measured part alone, where there was a warm-up before it. */
export function droppedOf(summary: SummaryData): number {
  const measured = 'dropped_iterations{scenario:measured}';
  return countOf(summary, measured in summary.metrics ? measured : 'dropped_iterations');
}

function countOf({ metrics }: SummaryData, metric: string): number {
  return metrics[metric]?.values.count ?? 0;
}
