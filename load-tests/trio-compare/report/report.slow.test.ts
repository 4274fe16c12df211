import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { chromium, type Page } from 'playwright-core';
import { testFolder } from '../../../testing/folder.ts';
import { requireProgram } from '../../../testing/programs.ts';
import { testScope } from '../../../testing/scope.ts';
import { compareSets } from '../compare-sets.ts';
import { fullResults } from '../testing/full-results.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { writeReport } from './write-report.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const hostile = '</style><script>alert("1")</script>|`&';

test('the page is one file that names no other, and under a megabyte', () => {
  const page = reportHtml(compareSets(fullResults()));
  assert.ok(Buffer.byteLength(page) < 1_000_000);
  assert.doesNotMatch(page, /<script|<link|<img|src=|href=|url\(|@import|https?:/);
  assert.doesNotMatch(page, /NaN|undefined|Infinity/);
  for (const title of ['Latency distribution', 'Latency by cache outcome', 'Rate against p99']) {
    assert.ok(page.includes(`<h3>${title}</h3>`), title);
  }
  for (const title of ['Hit rate (k6) over time', "Each server's share"]) {
    assert.ok(page.includes(title), title);
  }
});

test('names from files are text in every report', () => {
  const results = fullResults();
  results.sets[1] = hostile;
  for (const run of results.runs) if (run.set === 'memcached') run.set = hostile;
  results.runs[0]!.servers = { [hostile]: 5 };
  results.manifest[hostile] = hostile;
  const compared = compareSets(results);
  const page = reportHtml(compared);
  assert.ok(page.includes('&lt;script&gt;'));
  assert.doesNotMatch(page, /<script|<\/style><script/);
  const markdown = reportMarkdown(compared);
  assert.doesNotMatch(markdown, /<script|[^\\]`&/);
  const widths = markdown.split('\n').filter((line) => line.startsWith('| all'));
  assert.equal(new Set(widths.map((line) => line.split(/(?<!\\)\|/).length)).size, 1);
});

test('what is written can be read again', async (t) => {
  const folder = await testFolder(t);
  const compared = compareSets(fullResults());
  await writeReport(`${folder}/new`, compared);
  const again = JSON.parse(await readFile(`${folder}/new/results.json`, 'utf8'));
  assert.deepEqual(compareSets(again).comparison, compared.comparison);
  const markdown = await readFile(`${folder}/new/report.md`, 'utf8');
  assert.ok(markdown.startsWith('**With memcached instead of off, p99'));
});

test('the page is without axe violations and fits, in both themes and at 360 px', async (t) => {
  const executablePath = requireProgram(t, 'chromium');
  if (!executablePath) return;
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath, args });
  testScope(t).defer(() => browser.close());
  const page = await browser.newPage();
  await page.setContent(reportHtml(compareSets(fullResults())));
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violationsOn(page), [], `${width} px, ${colorScheme}`);
    }
    assert.ok((await widthOf(page)) <= width, `wider than ${width} px`);
  }

  await t.test('control: it finds what is wrong', async () => {
    await page.evaluate(`
      document.querySelector('svg[role]').removeAttribute('aria-label');
      document.querySelector('h1').style.cssText = 'color: #ccc; min-width: 3000px';
    `);
    await page.emulateMedia({ colorScheme: 'light' });
    const found = await violationsOn(page);
    assert.ok(found.includes('color-contrast') && found.includes('svg-img-alt'), found.join());
    assert.ok((await widthOf(page)) > 1280);
  });
});

async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))');
}

function widthOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth');
}
