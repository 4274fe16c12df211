import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { adminEmail } from '../../testing/accounts.ts';
import { addTodos, openBrowser } from '../../testing/browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 1.4.10: at 320 px, which is also a desktop zoomed to 400 %, nothing needs scrolling sideways. */
const sizes = {
  narrow: { width: 320, height: 640 },
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 800 },
};

/** Every page and state, by what it takes to get there. */
const states: Record<string, (page: Page) => Promise<void>> = {
  Today: (page) => shown(page, '/today', '.group.overdue .todo'),
  Upcoming: (page) => shown(page, '/upcoming', '.todo'),
  All: (page) => shown(page, '/all', '.todo'),
  Completed: (page) => shown(page, '/completed', '.todo'),
  Trash: (page) => shown(page, '/trash', '.todo'),
  'a label': (page) => shown(page, '/label/home', '.todo'),
  'an empty search': (page) => shown(page, '/all?q=nothing-at-all', '.empty'),
  'an unknown page': (page) => shown(page, '/nope', 'h1'),
  Settings: async (page) => {
    await shown(page, '/settings', '.card');
    await page.getByLabel('Name of the new token').fill('backup');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: 'Copy' }).waitFor();
  },
  Lab: async (page) => {
    await shown(page, '/lab', '.plot canvas');
    await page.getByText('All values as a table').click();
    await page.getByText('Since its start').first().click();
    // What makes a marker, and something for the charts to show.
    await page.getByRole('button', { name: 'Empty the cache' }).click();
    await page.locator('.markers li').first().waitFor();
    await page.locator('.plot').first().press('ArrowLeft');
    await page.locator('.plot[aria-valuetext^="now"]').first().waitFor({ state: 'detached' });
  },
  'the editor': async (page) => {
    await shown(page, '/all', '.todo');
    await page.locator('.todo-title').first().click();
    await page.locator('.editor').waitFor();
  },
  'the details of a new to-do': async (page) => {
    await shown(page, '/today', '.todo');
    await page.getByRole('textbox', { name: 'Add a to-do' }).fill('New');
  },
  'the menu, or the sidebar': async (page) => {
    await shown(page, '/today', '.todo');
    const menu = page.getByRole('button', { name: 'Open the menu' });
    if (await menu.isVisible()) await menu.click();
  },
  'the form of a list': async (page) => {
    await states['the menu, or the sidebar']!(page);
    await page.getByRole('button', { name: 'New list' }).click();
    await page.getByLabel('Name').waitFor();
  },
  'the help': async (page) => {
    await shown(page, '/today', '.todo');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  },
  'offline, with messages': async (page) => {
    await shown(page, '/all', '.todo');
    await page.getByRole('checkbox').first().click();
    await page.locator('.toast.info').waitFor();
    await page.context().setOffline(true);
    await page.getByRole('checkbox').first().click();
    await page.locator('.toast.error').waitFor();
    await page.context().setOffline(false);
  },
  'the sign-in page': async (page) => {
    await page.context().clearCookies();
    await page.goto('/today');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  },
  'the sign-up page with a refused field': async (page) => {
    await page.context().clearCookies();
    await page.goto('/sign-up');
    await page.getByLabel('Email').fill(adminEmail);
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.locator('.field-error').waitFor();
  },
};

test('every page and state is without axe violations, and fits', async (t) => {
  const client = await openBrowser(t);
  if (!client) return;
  for (const [size, viewport] of Object.entries(sizes)) {
    await t.test(size, async () => {
      const touch = { hasTouch: size !== 'desktop', isMobile: size !== 'desktop' };
      // axe looks at one moment; a fading row would have less contrast than it ends with.
      const still = { reducedMotion: 'reduce' as const, bypassCSP: true };
      const page = await client.open(adminEmail, { viewport, ...touch, ...still });
      await fill(page);
      for (const [name, go] of Object.entries(states)) {
        await go(page);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await violationsOn(page), [], `${name}, ${colorScheme}`);
        }
        assert.deepEqual(await tooWide(page), [], `${name} is wider than the screen`);
      }
      await page.context().close();
    });
  }

  await t.test('control: it finds what is wrong', async () => {
    const page = await client.open(adminEmail, { bypassCSP: true });
    await shown(page, '/today', '.todo');
    await page.evaluate(() => {
      document.querySelector('.todo-title')!.textContent = '';
      document.querySelector<HTMLElement>('h1')!.style.cssText = 'color: #ccc; width: 3000px';
    });
    const found = await violationsOn(page);
    assert.ok(found.some((each) => each.startsWith('color-contrast')));
    assert.ok(found.some((each) => each.startsWith('button-name')));
    assert.deepEqual(await tooWide(page), ['html.']);
    await page.context().close();
  });
});

/** The account's to-dos, unless a visit before has left them: something on each page. */
async function fill(page: Page): Promise<void> {
  const { todos } = await (await page.request.get('/api/todos')).json();
  if (todos.some((todo: { title: string }) => todo.title === 'Overdue')) return;
  const long = 'A long title that goes over more than one line on a narrow screen, as some do';
  await page.request.post('/api/lists', { data: { name: long, color: 'pink' } });
  await addTodos(
    page,
    { title: 'Overdue', due: '2020-01-02', priority: 3, labels: ['home'], notes: 'Some' },
    { title: 'Now', due: new Date().toISOString().slice(0, 10), priority: 2 },
    { title: long, due: '2040-01-02T10:00:00Z', priority: 1, labels: ['home', 'garden'] },
    { title: 'Whenever' },
    { title: 'Done' },
    { title: 'Deleted' },
  );
  const added = (await (await page.request.get('/api/todos')).json()).todos;
  const idOf = (title: string) => added.find((todo: { title: string }) => todo.title === title).id;
  await page.request.patch(`/api/todos/${idOf('Done')}`, { data: { completed: true } });
  await page.request.delete(`/api/todos/${idOf('Deleted')}`);
}

async function shown(page: Page, path: string, selector: string): Promise<void> {
  await page.goto(path);
  await page.locator(selector).first().waitFor();
}

async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const results: AxeResults = await page.evaluate(() => (window as AxeWindow).axe.run());
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

type AxeWindow = typeof window & { axe: { run(): Promise<AxeResults> } };

/** What has to be scrolled sideways: the page, or anything in it; and what is wider than its box. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll<HTMLElement>('body *')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .filter((element) => {
        const { overflowX } = getComputedStyle(element);
        return ['auto', 'scroll'].includes(overflowX) || element.matches('html, form, .card');
      })
      .map((element) => `${element.localName}.${element.className}`),
  );
}
