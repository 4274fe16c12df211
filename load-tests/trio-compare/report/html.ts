import { readFileSync } from 'node:fs';
import type { Compared, Comparison } from '../comparison.ts';
import { flattened } from '../manifest.ts';
import type { Results } from '../model.ts';
import { counted } from '../numbers.ts';
import { capacityChart } from './charts/capacity.ts';
import { differencesChart } from './charts/differences.ts';
import { distributionChart } from './charts/distribution.ts';
import { type Chart, figure } from './charts/figure.ts';
import { outcomesChart } from './charts/outcomes.ts';
import { overTimeCharts } from './charts/over-time.ts';
import { serversChart } from './charts/servers.ts';
import { escapeHtml } from './escape.ts';
import { htmlTable } from './html-table.ts';
import { method } from './method.ts';
import { statements } from './statements.ts';
import { capacityTable, figureTable, latencyTable, runTable, summaryTable } from './tables.ts';

const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/** Above so many characters a sentence is set smaller: it tells of several sets, and is read, not seen. */
const longSentence = 240;

/** The comparison as one page that needs no other file and no script. */
export function reportHtml(compared: Compared): string {
  const { results, comparison } = compared;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${results.sets.join(', ')} compared`)}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="eyebrow">${escapeHtml(eyebrow(results))}</p>
<h1${comparison.sentence.length > longSentence ? ' class="long"' : ''}>${escapeHtml(unbroken(comparison.sentence))}</h1>
${warnings(comparison)}
</header>
<main>
${section('Summary', htmlTable(summaryTable(compared)))}
${section('Latency', latency(compared))}
${figures(compared)}
${capacity(compared)}
${section('Servers', charts([serversChart(results)]))}
${section('Runs', htmlTable(runTable(results), 2))}
${section('Manifest', manifest(results))}
${section('How to read this', `<div class="prose">${method}</div>`)}
</main>
</body>
</html>
`;
}

/** No line ends between a number and its unit. */
function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=%|ms\b)/g, '\u00a0');
}

function eyebrow({ sets, runs, manifest: { commit, startedAt } }: Results): string {
  const day = startedAt ?? runs.find((run) => run.startedAt)?.startedAt;
  return [
    `${sets.length} sets, ${counted(runs.length, 'run')}`,
    ...(day ? [day.slice(0, 10)] : []),
    ...(commit ? [`commit ${commit.slice(0, 7)}`] : []),
  ].join(' · ');
}

function warnings({ warnings: all }: Comparison): string {
  if (all.length === 0) return '';
  const items = all.map((warning) => `<li>${escapeHtml(warning)}</li>`);
  return `<ul class="warnings">${items.join('')}</ul>`;
}

function section(title: string, content: string): string {
  if (!content) return '';
  const id = title.toLowerCase().replaceAll(' ', '-');
  return `<section aria-labelledby="${id}"><h2 id="${id}">${escapeHtml(title)}</h2>${content}</section>`;
}

function charts(all: (Chart | undefined)[]): string {
  const drawn = all.filter((chart) => chart !== undefined).map(figure);
  return drawn.length > 0 ? `<div class="charts">${drawn.join('')}</div>` : '';
}

function latency({ results, comparison }: Compared): string {
  const drawn = charts([distributionChart(results), differencesChart(comparison, results.sets)]);
  return drawn + htmlTable(latencyTable(comparison), 2) + note;
}

const note =
  '<p class="note">Beside each difference is its 95 % confidence interval over runs. <code>~</code>: no difference could be shown.</p>';

function figures({ results, comparison }: Compared): string {
  const drawn = charts([outcomesChart(results), ...overTimeCharts(results)]);
  if (comparison.figures.length === 0) return section('Figures', drawn);
  const agreement = statements(comparison).map((line) => `<p class="note">${escapeHtml(line)}</p>`);
  return section('Figures', drawn + htmlTable(figureTable(comparison)) + agreement.join(''));
}

function capacity(compared: Compared): string {
  if (!compared.results.capacity) return '';
  const table = capacityTable(compared);
  return section(table.title, htmlTable(table) + charts([capacityChart(compared.results)]));
}

function manifest(results: Results): string {
  const rows = flattened(results.manifest).map(([path, value]) => {
    return `<div><dt>${escapeHtml(path)}</dt><dd>${escapeHtml(value)}</dd></div>`;
  });
  return `<dl>${rows.join('')}</dl>`;
}
