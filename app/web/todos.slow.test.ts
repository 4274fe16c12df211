import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addTodos, openBrowser, untilStored, untilTitles } from '../../testing/browser.ts';
import { until } from '../../testing/polling.ts';

test('to-dos in the browser', async (t) => {
  const client = await openBrowser(t);
  if (!client) return;

  await t.test('someone signs up, where they wanted to go, and out again', async () => {
    const context = await client.browser.newContext({ baseURL: client.stack.baseUrl });
    const page = await context.newPage();
    await page.goto('/upcoming');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Email').fill('new@example.test');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Upcoming' }).waitFor();
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto('/all?q=milk');
    await page.getByLabel('Email').fill('new@example.test');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /password/i })
      .waitFor();
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: '“milk”' }).waitFor();
    assert.match(page.url(), /\/all\?q=milk$/);
    await context.close();
  });

  await t.test('adding, completing, undoing, deleting, and undoing that', async () => {
    const page = await client.open('add@example.test');
    await page.goto('/all');
    for (const title of ['First', 'Second']) {
      await page.getByRole('textbox', { name: 'Add a to-do' }).fill(title);
      await page.keyboard.press('Enter');
    }
    await untilTitles(page, ['Second', 'First']);
    await page.getByRole('checkbox', { name: 'Complete Second' }).click();
    await untilTitles(page, ['First']);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await untilTitles(page, ['Second', 'First']);
    await page.getByText('First').hover();
    await page.getByRole('button', { name: 'Delete First' }).click();
    await untilTitles(page, ['Second']);
    await page.getByRole('status').filter({ hasText: 'Deleted “First”' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await untilTitles(page, ['Second', 'First']);
    await untilStored(page, ['Second', 'First']);
    await page.reload();
    await untilTitles(page, ['Second', 'First']);
    await page.context().close();
  });

  await t.test(
    'a page is not left before what it shows is stored, unless the reader insists',
    async () => {
      const page = await client.open('leaving@example.test');
      // Also what is added before the page was read stands in the order of adding.
      const read = Promise.withResolvers<void>();
      await page.route('**/api/todos?*', async (route) => {
        await read.promise;
        await route.continue();
      });
      await page.goto('/all');
      const dialogs: string[] = [];
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.type());
        void dialog.dismiss();
      });
      const held = Promise.withResolvers<void>();
      await page.route('**/api/todos', async (route) => {
        if (route.request().method() === 'POST') await held.promise;
        await route.continue();
      });
      for (const title of ['First', 'Second']) {
        await page.getByRole('textbox', { name: 'Add a to-do' }).fill(title);
        await page.keyboard.press('Enter');
      }
      read.resolve();
      await untilTitles(page, ['Second', 'First']);
      const asked = page.waitForEvent('dialog');
      await page.close({ runBeforeUnload: true });
      await asked;
      held.resolve();
      await untilStored(page, ['Second', 'First']);
      // The page knows a moment later than Postgres.
      await until('once all is stored, nothing is asked', async () => {
        if (page.isClosed()) return true;
        // It may close by the attempt before, while this one begins.
        await page.close({ runBeforeUnload: true }).catch(() => undefined);
        return false;
      });
      assert.ok(dialogs.every((type) => type === 'beforeunload'));
      await page.context().close();
    },
  );

  await t.test('a text is written in the direction of its script', async () => {
    const page = await client.open('rtl@example.test');
    const titles = ['שלום, Ada!', 'Hello, עדה!'];
    await addTodos(page, ...titles.map((title) => ({ title })));
    await page.goto('/all');
    await untilTitles(page, titles);
    const directions = page
      .locator('.todo-title')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).direction));
    assert.deepEqual(await directions, ['rtl', 'ltr']);
    await page.context().close();
  });

  await t.test('all fields of a to-do are edited in its place, and undone', async () => {
    const page = await client.open('edit@example.test', { timezoneId: 'Europe/Madrid' });
    await addTodos(page, { title: 'Plan' });
    await page.goto('/all');
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    const form = page.getByRole('form', { name: 'Edit Plan' });
    await form.getByLabel('Title').fill('Plan the trip');
    await form.getByLabel('Notes').fill('Trains\nHotel');
    await form.getByLabel('Due').fill('2031-05-04');
    await form.getByLabel('Time').fill('09:30');
    await form.getByLabel('Priority').selectOption('High');
    await form.getByLabel('Labels').fill('travel, family');
    await form.getByRole('button', { name: 'Save' }).click();
    await untilTitles(page, ['Plan the trip']);
    await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
    const { todos } = await (await page.request.get('/api/todos')).json();
    const { title, notes, due, priority, labels } = todos[0];
    assert.deepEqual(
      { title, notes, due: Date.parse(due), priority, labels },
      {
        title: 'Plan the trip',
        notes: 'Trains\nHotel',
        due: Date.parse('2031-05-04T09:30:00+02:00'),
        priority: 3,
        labels: ['travel', 'family'],
      },
    );
    await page.getByRole('link', { name: '#travel' }).click();
    await page.getByRole('heading', { name: '#travel' }).waitFor();
    await untilTitles(page, ['Plan the trip']);
    await page.goBack();
    await page.getByRole('button', { name: 'Undo' }).click();
    await untilTitles(page, ['Plan']);
    await page.context().close();
  });

  await t.test('search as one types, with the address following', async () => {
    const page = await client.open('search@example.test');
    await addTodos(page, { title: 'Buy milk' }, { title: 'Call Ana' }, { title: 'Milk the cow' });
    await page.goto('/today');
    await page.getByText('Nothing left for today').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('mil');
    await untilTitles(page, ['Buy milk', 'Milk the cow']);
    assert.match(page.url(), /\/today\?q=mil$/);
    await page.keyboard.type('zz');
    await page.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Nothing left for today').waitFor();
    assert.match(page.url(), /\/today$/);
    await page.goBack();
    await page.getByRole('heading', { name: '“milzz”' }).waitFor();
    await page.context().close();
  });

  await t.test('a long list goes on as it is scrolled', async () => {
    const page = await client.open('long@example.test');
    const numbers = Array.from({ length: 120 }, (_, i) => `Number ${i + 1}`);
    await addTodos(page, ...numbers.map((title) => ({ title })));
    await page.goto('/all');
    await page.getByText('Number 50', { exact: true }).scrollIntoViewIfNeeded();
    await page.getByText('Number 100', { exact: true }).scrollIntoViewIfNeeded();
    await untilTitles(page, numbers);
    assert.equal(await page.getByRole('button', { name: 'Load more' }).count(), 0);
    await page.context().close();
  });

  await t.test('lists are made, renamed and deleted, and deleting is undone', async () => {
    const page = await client.open('lists@example.test');
    await page.goto('/all');
    await page.getByRole('button', { name: 'New list' }).click();
    await page.getByLabel('Name').fill('Hoose');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Hoose' }).waitFor();
    await page.getByRole('textbox', { name: 'Add a to-do' }).fill('Paint the door');
    await page.keyboard.press('Enter');
    await untilTitles(page, ['Paint the door']);
    await page.getByRole('button', { name: 'Edit the list' }).click();
    await page.getByLabel('Name').fill('House');
    await page.getByLabel('green').check({ force: true });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: /House/ }).waitFor();
    await page.getByRole('button', { name: 'Delete the list' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: /House/ }).click();
    await untilTitles(page, ['Paint the door']);
    // Leaving the page makes the deletion that could still be undone.
    await page.getByRole('button', { name: 'Delete the list' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await page.goto('about:blank');
    const deadline = performance.now() + 10_000;
    const count = async () => (await (await page.request.get('/api/lists')).json()).lists.length;
    while ((await count()) > 1 && performance.now() < deadline) await page.waitForTimeout(20);
    assert.equal(await count(), 1, 'the inbox is left');
    await page.goto('/trash');
    await untilTitles(page, ['Paint the door']);
    await page.context().close();
  });
});
