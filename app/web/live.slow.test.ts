import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addTodos, openBrowser, titlesOn, untilTitles } from '../../testing/browser.ts';

test('what happens elsewhere', async (t) => {
  const client = await openBrowser(t);
  if (!client) return;
  const { stack } = client;

  await t.test('a second browser on another server sees each change by itself', async () => {
    const [one, two] = stack.servers;
    const first = await client.open('tabs@example.test', { baseURL: one!.url });
    const second = await client.open('tabs@example.test', { baseURL: two!.url });
    await first.goto('/all');
    await second.goto('/all');
    await second.getByText('Nothing to do').waitFor();
    await first.getByRole('textbox', { name: 'Add a to-do' }).fill('Seen everywhere');
    await first.keyboard.press('Enter');
    await untilTitles(second, ['Seen everywhere']);
    await second.getByRole('checkbox', { name: /Complete/ }).click();
    await untilTitles(first, []);
    assert.match(await first.locator('.foot').innerText(), /^app-1 · (hit|miss|bypass)/);
    assert.match(await second.locator('.foot').innerText(), /^app-2 · /);
    await first.context().close();
    await second.context().close();
  });

  await t.test('an edit of something newer is refused, shown, and saved on top', async () => {
    const page = await client.open('conflict@example.test');
    await addTodos(page, { title: 'Ours' });
    await page.goto('/all');
    await page.getByRole('button', { name: 'Ours', exact: true }).click();
    await page.getByLabel('Title').fill('Mine');
    const { todos } = await (await page.request.get('/api/todos')).json();
    const theirs = { title: 'Theirs', notes: 'Theirs, too' };
    await page.request.patch(`/api/todos/${todos[0].id}`, { data: theirs });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').filter({ hasText: 'It is now “Theirs”' }).waitFor();
    assert.equal(await page.getByLabel('Title').inputValue(), 'Mine');
    assert.equal(await page.getByLabel('Notes').inputValue(), 'Theirs, too');
    await page.getByRole('button', { name: 'Save' }).click();
    await untilTitles(page, ['Mine']);
    const after = await (await page.request.get(`/api/todos/${todos[0].id}`)).json();
    assert.deepEqual([after.title, after.notes], ['Mine', 'Theirs, too']);
    await page.context().close();
  });

  await t.test('offline says so, changes nothing, keeps the text, and catches up', async () => {
    const page = await client.open('offline@example.test');
    await addTodos(page, { title: 'Here' });
    await page.goto('/all');
    await untilTitles(page, ['Here']);
    await page.context().setOffline(true);
    await page.getByText('You are offline. What you see may be old').waitFor();
    const add = page.getByRole('textbox', { name: 'Add a to-do' });
    await add.fill('Typed offline');
    await add.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'The to-do was not added' }).waitFor();
    assert.equal(await add.inputValue(), 'Typed offline');
    await page.getByRole('checkbox', { name: 'Complete Here' }).click();
    await page.getByRole('alert').filter({ hasText: 'Nothing was changed' }).waitFor();
    assert.deepEqual(await titlesOn(page), ['Here']);
    assert.equal(await page.getByRole('checkbox', { name: 'Complete Here' }).isChecked(), false);
    // What happens meanwhile comes from a client that is not offline.
    const elsewhere = await client.open('offline@example.test');
    await addTodos(elsewhere, { title: 'Meanwhile' });
    await page.context().setOffline(false);
    await untilTitles(page, ['Meanwhile', 'Here']);
    await add.press('Enter');
    await untilTitles(page, ['Typed offline', 'Meanwhile', 'Here']);
    await page.context().close();
  });

  await t.test('a refused change is taken back and said', async () => {
    const page = await client.open('refused@example.test');
    await addTodos(page, { title: 'Gone' }, { title: 'Left' });
    await page.goto('/all');
    await untilTitles(page, ['Gone', 'Left']);
    await page.route('**/api/todos/*', (route) =>
      route.fulfill({ status: 500, json: { detail: 'Something broke.' } }),
    );
    await page.getByRole('checkbox', { name: 'Complete Gone' }).click();
    await page.getByRole('alert').filter({ hasText: "Couldn't complete “Gone”" }).waitFor();
    await untilTitles(page, ['Gone', 'Left']);
    assert.equal(await page.getByRole('checkbox', { name: 'Complete Gone' }).isChecked(), false);
    await page.context().close();
  });

  await t.test('a session that ends elsewhere leads to the sign-in page, and back', async () => {
    const page = await client.open('session@example.test');
    const listening = page.waitForResponse('**/api/events');
    await page.goto('/completed');
    await page.getByText('Nothing completed yet').waitFor();
    await listening;
    await page.request.delete('/api/session');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor({ timeout: 15_000 });
    await page.getByLabel('Email').fill('session@example.test');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Completed' }).waitFor();
    await page.context().close();
  });

  // Last, because the servers are gone for a while.
  await t.test('all servers down: said, tried again, and back by itself', async () => {
    const page = await client.open('down@example.test');
    await addTodos(page, { title: 'Still there' });
    await page.goto('/all');
    await untilTitles(page, ['Still there']);
    for (const { process } of stack.servers) {
      process.kill('SIGKILL');
      await process.ended();
    }
    await page.getByRole('link', { name: 'Upcoming' }).click();
    await page.getByText(/Trio (is not available just now|does not answer)/).waitFor();
    await page.getByRole('link', { name: 'All', exact: false }).first().click();
    await untilTitles(page, ['Still there']);
    await page.getByRole('checkbox', { name: /Complete/ }).click();
    await page.getByRole('alert').filter({ hasText: "Couldn't complete" }).waitFor();
    await untilTitles(page, ['Still there']);
    await Promise.all(stack.servers.map(({ process }) => process.start()));
    await page.locator('.banner').waitFor({ state: 'detached', timeout: 40_000 });
    await page.getByRole('checkbox', { name: /Complete/ }).click();
    await untilTitles(page, []);
    await page.context().close();
  });
});
