import type { Compared } from '../comparison.ts';
import { flattened } from '../manifest.ts';
import { statements } from './statements.ts';
import {
  capacityTable,
  cellText,
  figureTable,
  latencyTable,
  runTable,
  type Table,
} from './tables.ts';

/** The comparison for a pull request. */
export function reportMarkdown({ results, comparison }: Compared): string {
  const isAnyInvalid = results.runs.some(({ invalid }) => invalid.length > 0);
  const sections = [
    `**${escapeMarkdown(comparison.sentence)}**`,
    ...comparison.warnings.map((warning) => `> ⚠️ ${escapeMarkdown(warning)}`),
    table(latencyTable(comparison)),
    'In parentheses: the 95 % confidence interval over runs. `~`: no difference could be shown.',
    ...(comparison.figures.length > 0 ? [table(figureTable(comparison))] : []),
    ...statements(comparison).map(escapeMarkdown),
    ...(results.capacity ? [section(capacityTable({ results, comparison }))] : []),
    details('Runs', table(runTable(results)), isAnyInvalid),
    details('Manifest', manifest(results.manifest)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(of: Table): string {
  return `### ${escapeMarkdown(of.title)}\n\n${table(of)}`;
}

function table({ head, rows }: Table): string {
  const line = (cells: string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = `| ${head.map((_, index) => (index === 0 ? '---' : '--:')).join(' | ')} |`;
  return [line(head), rule, ...rows.map((row) => line(row.map(cellText)))].join('\n');
}

function details(title: string, content: string, isOpen = false): string {
  return `<details${isOpen ? ' open' : ''}><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

function manifest(of: Compared['results']['manifest']): string {
  return table({ title: '', head: ['', ''], rows: flattened(of) });
}

/** Names come from anywhere: no markup in them, and no end of a cell. `~` alone strikes nothing. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]|#]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\s*\n\s*/g, ' ');
}
