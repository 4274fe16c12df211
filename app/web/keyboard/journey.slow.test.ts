import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  addTodos,
  openBrowser,
  titlesOn,
  untilStored,
  untilTitles,
} from '../../../testing/browser.ts';

test('everything by keyboard alone', async (t) => {
  const client = await openBrowser(t);
  if (!client) return;

  await t.test('add, move, edit, complete, delete, undo, and go', async () => {
    const page = await client.open('keys@example.test');
    await page.goto('/all');
    await page.getByText('Nothing to do').waitFor();
    await page.keyboard.press('n');
    for (const title of ['Three', 'Two', 'One']) {
      await page.keyboard.type(title);
      await page.keyboard.press('Enter');
    }
    await untilTitles(page, ['One', 'Two', 'Three']);
    await page.keyboard.press('Escape');
    await untilFocusOn(page, 'One', 'j');
    await page.keyboard.press('Alt+ArrowDown');
    await untilTitles(page, ['Two', 'One', 'Three']);
    await page.keyboard.press('Alt+ArrowDown');
    await untilTitles(page, ['Two', 'Three', 'One']);
    // Stored before the next move, which brings back the order that the first one had made.
    await untilStored(page, ['Two', 'Three', 'One']);
    await page.keyboard.press('Alt+ArrowUp');
    await untilTitles(page, ['Two', 'One', 'Three']);
    assert.equal(await focused(page), 'One', 'the focus moves along');
    await untilStored(page, ['Two', 'One', 'Three']);
    await page.reload();
    await untilTitles(page, ['Two', 'One', 'Three']);

    await untilFocusOn(page, 'Two', 'j');
    await page.keyboard.press('e');
    await page.getByLabel('Title').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type(' and a half');
    await page.keyboard.press('Enter');
    await untilTitles(page, ['Two and a half', 'One', 'Three']);
    await untilFocusOn(page, 'Two and a half');

    await page.keyboard.press('x');
    await untilTitles(page, ['One', 'Three']);
    await untilFocusOn(page, 'One');
    await page.keyboard.press('Space');
    await untilTitles(page, ['Three']);
    await page.keyboard.press('Delete');
    await untilTitles(page, []);
    for (const left of [['Three'], ['One', 'Three'], ['Two and a half', 'One', 'Three']]) {
      await page.keyboard.press('z');
      await untilTitles(page, left);
    }

    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.context().close();
  });

  await t.test('keys are letters in a field, and nothing when they are turned off', async () => {
    const page = await client.open('letters@example.test');
    await addTodos(page, { title: 'Stay' });
    await page.goto('/all');
    await untilTitles(page, ['Stay']);
    await page.keyboard.press('/');
    await page.keyboard.type('xnz?e');
    assert.equal(await page.getByRole('searchbox').inputValue(), 'xnz?e');
    await page.goto('/settings');
    await page.getByLabel(/Single keys/).uncheck();
    await page.goto('/all');
    await untilTitles(page, ['Stay']);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('n');
    assert.deepEqual(await titlesOn(page), ['Stay']);
    assert.equal(await focused(page), undefined);
    await page.context().close();
  });

  await t.test('an edit that is left can be had back', async () => {
    const page = await client.open('draft@example.test');
    await addTodos(page, { title: 'Draft' });
    await page.goto('/all');
    await untilFocusOn(page, 'Draft', 'j');
    await page.keyboard.press('Enter');
    await page.getByLabel('Notes').fill('A long text');
    await page.keyboard.press('Escape');
    await untilFocusOn(page, 'Draft');
    await page.keyboard.press('z');
    assert.equal(await page.getByLabel('Notes').inputValue(), 'A long text');
    await page.context().close();
  });
});

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.closest('[data-todo]')?.textContent?.trim());
}

/** Presses `key` until the focus is on this to-do; without a key it only waits. */
async function untilFocusOn(page: Page, title: string, key?: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    if (key) await page.keyboard.press(key);
    if ((await focused(page)) === title) return;
    await page.waitForTimeout(20);
  }
  throw new Error(`the focus is on ${await focused(page)}, not on ${title}`);
}
