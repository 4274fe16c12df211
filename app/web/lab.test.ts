import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminEmail } from '../../cluster/testing/stack.ts';
import { openClient } from './testing.ts';

test('the laboratory in the browser', async (t) => {
  const client = await openClient(t);
  if (!client) return;

  await t.test('an admin sees all servers, switches the mode, and empties the cache', async () => {
    const page = await client.open(adminEmail);
    await page.goto('/today');
    await page.getByRole('link', { name: 'Lab' }).click();
    for (const name of ['app-1', 'app-2', 'app-3']) {
      await page.getByRole('heading', { name: new RegExp(name) }).waitFor();
    }
    assert.ok(await page.getByRole('radio', { name: /^memcached/ }).isChecked());
    await page.getByRole('radio', { name: /^off/ }).click();
    await page.getByRole('status').filter({ hasText: 'now off on every server' }).waitFor();
    for (const { url } of client.stack.servers) {
      const cookies = await page.context().cookies();
      const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${url}/api/summary`, { headers: { cookie } });
      await answer.body?.cancel();
      assert.match(answer.headers.get('cache-status') ?? '', /bypass; detail=off/);
    }
    await page.getByRole('radio', { name: /^tiered/ }).click();
    await page.getByRole('status').filter({ hasText: 'now tiered on every server' }).waitFor();
    await page.getByRole('button', { name: 'Empty the cache' }).click();
    await page.getByRole('status').filter({ hasText: 'empty on every server' }).waitFor();
    await page.context().close();
  });

  await t.test('figures follow the traffic by themselves', async () => {
    const page = await client.open(adminEmail);
    await page.goto('/lab');
    const requests = page
      .locator('.server')
      .first()
      .getByText(/^Requests/)
      .locator('+ dd');
    const before = Number((await requests.innerText()).replaceAll(',', ''));
    for (let i = 0; i < 60; i++) await page.request.get('/api/todos');
    await page.waitForFunction(
      (limit) => {
        const shown = document.querySelector('.server .figures dd')?.textContent ?? '0';
        return Number(shown.replaceAll(',', '')) >= limit;
      },
      before + 20,
      { timeout: 10_000 },
    );
    await page.context().close();
  });

  await t.test('nobody else is offered it, or gets it', async () => {
    const page = await client.open('someone@example.test');
    await page.goto('/lab');
    await page.getByText('There is no such page').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Lab' }).count(), 0);
    assert.equal((await page.request.get('/api/lab')).status(), 403);
    await page.context().close();
  });
});
