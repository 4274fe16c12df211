import type { Compared } from '../comparison.ts';
import { statements } from './statements.ts';
import { capacityTable, cellText, figureTable, latencyTable, type Table } from './tables.ts';

/** The comparison for a terminal. */
export function summarize({ results, comparison }: Compared): string {
  const tables = [
    latencyTable(comparison),
    figureTable(comparison),
    ...(results.capacity ? [capacityTable({ results, comparison })] : []),
  ];
  const sections = [
    wrapped(comparison.sentence),
    ...comparison.warnings.map((warning) => wrapped(`! ${warning}`)),
    ...tables.filter(({ rows }) => rows.length > 0).map(aligned),
    [
      ...statements(comparison),
      'In parentheses: 95 % confidence interval over runs. ~: no difference could be shown.',
    ].join('\n'),
  ];
  return sections.join('\n\n');
}

function aligned({ title, head, rows }: Table): string {
  const lines = [head, ...rows.map((row) => row.map(cellText))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const write = (line: string[]) =>
    line
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!),
      )
      .join('  ');
  return [title, ...lines.map((line) => `  ${write(line)}`)].join('\n');
}

/** At 80 columns, but not between a number and its unit. */
function wrapped(text: string): string {
  return text.replace(/(?=.{81})(.{1,80}) (?!%|ms\b)/g, '$1\n');
}
