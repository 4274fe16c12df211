import { settings } from '../settings/settings.ts';
import type { Step } from '../settings/steps.ts';
import { details, outcomes } from './cache-status.ts';
import { failures } from './failure.ts';
import { readRoutes, servers, writeRoutes } from './metrics.ts';
import {
  count,
  type Metrics,
  percent,
  printSections,
  type Section,
  type SummaryData,
  times,
  timesHeading,
} from './report.ts';

export interface Telling {
  /** The steps of the run to report separately, in order. */
  steps?: Step[];
  /** The first line; by default, whether the run is valid. */
  firstLines?: (metrics: Metrics) => string[];
}

/** The summary of a scenario without steps. */
export const handleSummary = createSummary();

/**
 * Exported by a scenario for k6 to call at the end: prints the summary, and writes all of k6's
 * figures to the file in `SUMMARY_JSON`.
 */
export function createSummary({ steps = [], firstLines = validityLines }: Telling = {}) {
  return (data: SummaryData & { setup_data?: unknown }): Record<string, string> => {
    // The run ended before its first visit, and has printed why.
    if (!data.metrics.trio_visits?.values.count) return {};
    // All accounts' sessions: they don't belong into a file of figures.
    const { setup_data: _, ...numbers } = data;
    const file = __ENV.SUMMARY_JSON;
    const first = firstLines(data.metrics)
      .map((line) => `  ${line}\n`)
      .join('');
    return {
      stdout: `\n${first}\n${summarize(data.metrics, steps)}\n`,
      ...(file && { [file]: JSON.stringify(numbers, null, 2) }),
    };
  };
}

function validityLines(metrics: Metrics): string[] {
  const dropped = valuesOf(metrics, 'dropped_iterations{scenario:measured}').count ?? 0;
  if (dropped === 0) return ['VALID: every visit of the plan was begun'];
  const begun = valuesOf(metrics, 'trio_visits').count ?? 0;
  return [
    `INVALID: ${count(dropped)} of ${count(dropped + begun)} visits were not begun, because all`,
    'virtual users were busy: this was not the load that was asked for (VUS, or a lower RATE)',
  ];
}

/** The run in words and numbers, for a person. */
function summarize(metrics: Metrics, steps: Step[]): string {
  const stepNames = steps.map(({ name }) => name);
  return printSections([
    { title: 'load', lines: loadLines(metrics) },
    { title: 'errors', lines: countLines(metrics, 'trio_failures', { kind: failures }) },
    { title: 'hit rate', lines: hitLines(metrics) },
    { title: 'what the cache did', lines: countLines(metrics, 'trio_cache', { detail: details }) },
    timeSection('reads by outcome', metrics, { trio_read_time: { outcome: outcomes } }),
    timeSection('reads by route', metrics, { trio_read_time: { route: readRoutes } }),
    timeSection('writes by route', metrics, { trio_write_time: { route: writeRoutes } }),
    timeSection('all by step', metrics, { trio_time: { step: stepNames } }),
    { title: 'answers by server', lines: countLines(metrics, 'trio_served', { server: servers }) },
    { title: 'thresholds', lines: thresholdLines(metrics) },
  ]);
}

/** A metric, one of its tags, and that tag's values. */
type ByTag = Record<string, readonly string[]>;

function loadLines(metrics: Metrics): string[] {
  const seconds = (valuesOf(metrics, 'trio_elapsed').max ?? 0) / 1_000;
  const inSecond = (number = 0) => `${count(number)}, ${(number / seconds).toFixed(1)} in a second`;
  const { passes = 0, fails = 0 } = valuesOf(metrics, 'checks');
  return [
    `visits    ${inSecond(valuesOf(metrics, 'trio_visits').count)}, for ${seconds.toFixed(1)} s`,
    `requests  ${inSecond(valuesOf(metrics, 'trio_time').count)}`,
    `errors    ${count(fails)} (${percent(fails / Math.max(1, passes + fails))})`,
    ...(settings.warmupMs > 0 ? [`after a warm-up of ${settings.warmupMs / 1_000} s`] : []),
  ];
}

function hitLines(metrics: Metrics): string[] {
  const names = ['trio_hits', ...readRoutes.map((route) => `trio_hits{route:${route}}`)];
  return names.flatMap((name, index) => {
    const { rate, passes = 0, fails = 0 } = valuesOf(metrics, name);
    if (passes + fails === 0) return [];
    const title = index === 0 ? 'total' : (readRoutes[index - 1] as string);
    return [`${title.padEnd(10)} ${percent(rate).padStart(7)} of ${count(passes + fails)}`];
  });
}

/** A counter's shares; zeros omitted. */
function countLines(metrics: Metrics, metric: string, byTag: ByTag): string[] {
  const all = valuesOf(metrics, metric).count ?? 0;
  return Object.entries(byTag).flatMap(([tag, names]) =>
    names.flatMap((name) => {
      const { count: number = 0 } = valuesOf(metrics, `${metric}{${tag}:${name}}`);
      if (number === 0) return [];
      return [`${name.padEnd(18)} ${percent(number / all).padStart(7)} ${count(number)}`];
    }),
  );
}

function timeSection(title: string, metrics: Metrics, trends: Record<string, ByTag>): Section {
  const lines = Object.entries(trends).flatMap(([trend, byTag]) =>
    Object.entries(byTag).flatMap(([tag, names]) => {
      const parts = names.map((name) => ({ name, key: `${trend}{${tag}:${name}}` }));
      return [{ name: 'total', key: trend }, ...parts].flatMap(({ name, key }) => {
        const values = valuesOf(metrics, key);
        return values.count ? [times(name, values)] : [];
      });
    }),
  );
  return { title, lines: lines.length > 1 ? [timesHeading, ...lines] : [] };
}

function thresholdLines(metrics: Metrics): string[] {
  const byName = Object.entries(metrics).sort(([one], [other]) => (one < other ? -1 : 1));
  return byName.flatMap(([name, metric]) => {
    // For a step that was not reached, k6 reports that it met its limit.
    if (metric?.values.count === 0 && 'med' in metric.values) return [];
    return Object.entries(metric?.thresholds ?? {}).map(
      ([condition, { ok }]) => `${ok ? 'met   ' : 'FAILED'} ${name}: ${condition}`,
    );
  });
}

function valuesOf(metrics: Metrics, name: string): Record<string, number> {
  return metrics[name]?.values ?? {};
}
