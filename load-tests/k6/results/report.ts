/** The parts of k6's argument to `handleSummary` that are used here. */
export interface SummaryData {
  metrics: Metrics;
}

export type Metrics = Record<string, Metric | undefined>;

interface Metric {
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

/** A section of the report; omitted without lines. */
export interface Section {
  title: string;
  lines: string[];
}

export function printSections(sections: Section[]): string {
  return sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => `  ${title}\n${lines.map((line) => `    ${line}\n`).join('')}`)
    .join('\n');
}

export function percent(part = 0): string {
  return `${(part * 100).toFixed(2)}%`;
}

/** `1,234`, without Intl, which k6 hasn't. */
export function count(value = 0): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A trend's line: percentiles in ms, and the count. */
export function times(name: string, values: Record<string, number>): string {
  const columns = ['med', 'p(95)', 'p(99)', 'p(99.9)', 'max'];
  const numbers = columns.map((column) => (values[column] ?? 0).toFixed(1).padStart(9));
  return `${name.padEnd(10)}${numbers.join('')}${count(values.count).padStart(11)}`;
}

/** The heading above such lines. */
export const timesHeading = `${'ms'.padEnd(10)}${['p50', 'p95', 'p99', 'p99.9', 'max']
  .map((name) => name.padStart(9))
  .join('')}${'of'.padStart(11)}`;
