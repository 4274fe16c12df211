import { outcomes } from './cache-status.ts';
import { routes, servers } from './metrics.ts';

/** What k6 hands to `handleSummary`, as far as it is used here. */
export interface SummaryData {
  state: { testRunDurationMs: number };
  metrics: Record<string, Metric | undefined>;
}

interface Metric {
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

/** Prints the summary; `SUMMARY_JSON` names a file that gets all of k6's numbers. */
export function handleSummary(data: SummaryData): Record<string, string> {
  // The run ended before its first visit, and has said why.
  if (!data.metrics.iterations?.values.count) return {};
  const file = __ENV.SUMMARY_JSON;
  return { stdout: summarize(data), ...(file && { [file]: JSON.stringify(data, null, 2) }) };
}

/** The run in words and numbers, for a person. */
export function summarize({ metrics, state }: SummaryData): string {
  const sections = [
    title('visits', visitLines(metrics, state.testRunDurationMs)),
    title('hits', hitLines(metrics)),
    title('reads by outcome', timeLines(metrics)),
    title('answers by server', serverLines(metrics)),
    title('thresholds', thresholdLines(metrics)),
  ];
  return `\n${sections.join('\n')}\n`;
}

type Metrics = SummaryData['metrics'];

function visitLines(metrics: Metrics, durationMs: number): string[] {
  const requests = metrics.http_reqs?.values ?? {};
  const errors = metrics.trio_errors?.values ?? {};
  const dropped = metrics.dropped_iterations?.values.count ?? 0;
  return [
    `${count(metrics.iterations?.values.count)} in ${(durationMs / 1_000).toFixed(1)} s`,
    `${count(requests.count)} requests, ${(requests.rate ?? 0).toFixed(1)} in a second`,
    `${count(errors.passes)} errors (${percent(errors.rate)})`,
    ...(dropped > 0 ? [`${count(dropped)} not begun: all virtual users were busy (VUS)`] : []),
  ];
}

function hitLines(metrics: Metrics): string[] {
  const line = (name: string, metric: Metric | undefined) => {
    const { rate, passes = 0, fails = 0 } = metric?.values ?? {};
    return `${name.padEnd(8)} ${percent(rate).padStart(7)} of ${count(passes + fails)}`;
  };
  return [
    line('all', metrics.trio_hits),
    ...routes.map((route) => line(route, metrics[`trio_hits{route:${route}}`])),
  ];
}

function timeLines(metrics: Metrics): string[] {
  const line = (name: string, metric: Metric | undefined) => {
    const { count: reads = 0, med, 'p(95)': p95, 'p(99)': p99, max } = metric?.values ?? {};
    if (reads === 0) return `${name.padEnd(8)} none`;
    const times = [ms('p50', med), ms('p95', p95), ms('p99', p99), ms('max', max)];
    return `${name.padEnd(8)} ${times.join('  ')}  of ${count(reads)}`;
  };
  return [
    line('all', metrics.trio_read_time),
    ...outcomes.map((outcome) => line(outcome, metrics[`trio_read_time{outcome:${outcome}}`])),
    line('writes', metrics.trio_write_time),
  ];
}

function serverLines(metrics: Metrics): string[] {
  const all = metrics.trio_served?.values.count ?? 0;
  return [...servers, 'nobody']
    .map((name) => ({ name, served: metrics[`trio_served{server:${name}}`]?.values.count ?? 0 }))
    .filter(({ served }) => served > 0)
    .map(({ name, served }) => `${name.padEnd(8)} ${percent(served / all).padStart(7)} ${served}`);
}

function thresholdLines(metrics: Metrics): string[] {
  const byName = Object.entries(metrics).sort(([one], [other]) => (one < other ? -1 : 1));
  return byName.flatMap(([name, metric]) =>
    Object.entries(metric?.thresholds ?? {}).map(
      ([condition, { ok }]) => `${ok ? 'met   ' : 'FAILED'} ${name}: ${condition}`,
    ),
  );
}

function title(name: string, lines: string[]): string {
  return `  ${name}\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

function percent(part = 0): string {
  return `${(part * 100).toFixed(2)}%`;
}

function ms(name: string, value = 0): string {
  return `${name} ${value.toFixed(1).padStart(6)} ms`;
}

/** `1,234`, without Intl, which k6 hasn't. */
function count(value = 0): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
