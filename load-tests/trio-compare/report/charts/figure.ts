import { escapeHtml } from '../escape.ts';

/** Size of every chart's picture, and of the plot in it. */
const size = { width: 560, height: 330 };
export const plot = { left: 62, right: 536, top: 12, bottom: 284 };

export interface Chart {
  title: string;
  /** How to read it, in one line. */
  reading: string;
  /** What a screen reader says of the picture. */
  description: string;
  svg: string;
  height?: number;
  /** Sets to be told apart; none where the rows are labelled. */
  legend: string[];
  /** The sets' places among all, by which they have their colour and mark. */
  places: number[];
  /** The same as numbers. */
  data?: { head: string[]; rows: string[][] };
}

/** A chart with its title, legend and numbers. */
export function figure(chart: Chart): string {
  const { title, reading, description, svg, height = size.height } = chart;
  return `<figure>
<figcaption><h3>${escapeHtml(title)}</h3><p>${escapeHtml(reading)}</p></figcaption>
${legend(chart)}
<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(`${title}: chart`)}">
<svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${escapeHtml(description)}">${svg}</svg>
</div>
${numbers(chart)}
</figure>`;
}

/** How a set's line begins: a stretch of it with its mark. */
function sample(place: number): string {
  return `<svg class="sample" viewBox="0 0 30 12" aria-hidden="true"><path class="line s${place % 6}" d="M1 6H29"/>${mark(place, 15, 6)}</svg>`;
}

/** A mark that differs from set to set by its shape. */
export function mark(place: number, x: number, y: number, kind = 'mark'): string {
  const at = (size: number, path: (size: number) => string) =>
    `<path class="${kind} s${place % 6}" d="${path(size)}"/>`;
  const [cx, cy] = [round(x), round(y)];
  if (place % 4 === 0)
    return `<circle class="${kind} s${place % 6}" cx="${cx}" cy="${cy}" r="3.6"/>`;
  if (place % 4 === 1) return at(3.3, (r) => `M${cx - r} ${cy - r}h${2 * r}v${2 * r}h${-2 * r}z`);
  if (place % 4 === 2)
    return at(4.4, (r) => `M${cx} ${cy - r}L${cx + r} ${cy + r * 0.8}H${cx - r}z`);
  return at(4.6, (r) => `M${cx} ${cy - r}L${cx + r} ${cy}L${cx} ${cy + r}L${cx - r} ${cy}z`);
}

export function text(content: string, x: number, y: number, kind = ''): string {
  return `<text class="${kind}" x="${round(x)}" y="${round(y)}">${escapeHtml(content)}</text>`;
}

/** Room for rows' names left of the plot, as their font has it. */
export function leftOf(names: string[]): number {
  return 24 + 6.6 * Math.max(...names.map((name) => shortened(name).length));
}

/** A name as a row has room for it: both ends, of which a URL's last says most. */
export function shortened(name: string): string {
  return name.length > 34 ? `${name.slice(0, 12)}…${name.slice(-21)}` : name;
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function legend({ legend: names, places }: Chart): string {
  if (names.length === 0) return '';
  const items = names.map((name, index) => `<li>${sample(places[index]!)}${escapeHtml(name)}</li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}

function numbers({ title, data }: Chart): string {
  if (!data) return '';
  const head = data.head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const rows = data.rows.map(
    ([name = '', ...cells]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<details><summary>As numbers</summary><div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(`${title}: numbers`)}"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}
