import { escapeHtml } from './escape.ts';
import type { Cell, Table } from './tables.ts';

/** A table in a region of its own that scrolls where it is too wide; `columns` name the row. */
export function htmlTable({ title, head, rows }: Table, columns = 1): string {
  const headCells = head.map((cell, index) => {
    const kind = index < columns ? '' : ' class="number"';
    return cell ? `<th scope="col"${kind}>${escapeHtml(cell)}</th>` : '<td></td>';
  });
  const body = rows.map((row, index) => {
    const isFirst = row[0] !== rows[index - 1]?.[0];
    const cells = row.map((cell, column) => bodyCell(cell, column, { columns, isFirst }));
    return `<tr${isFirst && index > 0 ? ' class="first"' : ''}>${cells.join('')}</tr>`;
  });
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(`${title}: table`)}"><table><thead><tr>${headCells.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

/** A name that is repeated down the table is shown once, and read out each time. */
function bodyCell(
  cell: Cell,
  column: number,
  { columns, isFirst }: { columns: number; isFirst: boolean },
): string {
  if (typeof cell !== 'string') return differenceCell(cell);
  const text = escapeHtml(cell);
  if (column >= columns) return `<td class="number">${text}</td>`;
  const isRepeated = column === 0 && columns > 1 && !isFirst;
  const content = isRepeated ? `<span class="hidden">${text}</span>` : text;
  return column === 0 ? `<th scope="row">${content}</th>` : `<td>${content}</td>`;
}

function differenceCell({ main, interval, tone }: Exclude<Cell, string>): string {
  return `<td class="difference ${tone}"><span class="main">${escapeHtml(main)}</span> <span class="interval">${escapeHtml(interval)}</span></td>`;
}
