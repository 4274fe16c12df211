import type { Metrics } from '../k6/results/report.ts';

/** A counter for each of a tag's values, but for those that are zero. */
export function valuesByTag(metrics: Metrics, metric: string, tag: string): Record<string, number> {
  const prefix = `${metric}{${tag}:`;
  return Object.fromEntries(
    Object.entries(metrics)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, found]) => [name.slice(prefix.length, -1), found?.values.count ?? 0] as const)
      .filter(([, count]) => count > 0),
  );
}
