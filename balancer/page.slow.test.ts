import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { Pool } from 'undici';
import { postJson, signUp } from '../testing/accounts.ts';
import { chromiumFlags } from '../testing/browser.ts';
import { until } from '../testing/polling.ts';
import { requireProgram } from '../testing/programs.ts';
import { testScope } from '../testing/scope.ts';
import { startStack } from '../testing/stack.ts';
import { openTestWebClient } from '../testing/web-client.ts';
import { testKinds } from './testing/both.ts';

testKinds(
  'a page with its event stream open shows no error when its server is killed under load',
  {},
  async (t, kind) => {
    const stack = await startStack(t, { balancer: kind });
    if (!stack) return;
    const { cookie } = await signUp(stack.baseUrl);
    const page = await openPage(t, stack.baseUrl, cookie);
    if (!page) return;
    const load = startLoad(t, stack.baseUrl, (await signUp(stack.baseUrl)).cookie);

    const streamedBy = followStream(page);
    await page.goto('/all');
    await until('the stream is open', () => streamedBy.length > 0);
    await addTodo(stack.baseUrl, cookie, 'Before');
    await page.getByText('Before').waitFor();

    const { process } = stack.servers.find(({ name }) => name === streamedBy[0])!;
    process.kill('SIGKILL');
    await process.ended();
    await until('it is open again', () => streamedBy.length > 1);
    assert.notEqual(streamedBy[1], streamedBy[0]);
    await addTodo(stack.baseUrl, cookie, 'Without its server');
    await page.getByText('Without its server').waitFor();
    await process.start();
    await addTodo(stack.baseUrl, cookie, 'With it again');
    await page.getByText('With it again').waitFor();

    const { requests, failures } = await load.stop();
    t.diagnostic(`${kind}: ${requests} requests, failed: ${JSON.stringify(failures)}`);
    assert.ok(requests > 100);
    assert.deepEqual(failures, []);
    assert.deepEqual(await troublesOf(page), []);

    // The control: with no server left, the page says so, and it is seen.
    for (const server of stack.servers) server.process.kill('SIGKILL');
    await until('the page says it', async () => (await troublesOf(page)).length > 0, 20_000);
  },
);

async function openPage(t: TestContext, url: string, cookie: string): Promise<Page | undefined> {
  const executablePath = requireProgram(t, 'chromium');
  if (!executablePath) return undefined;
  await openTestWebClient(t);
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  testScope(t).defer(() => browser.close());
  const context = await browser.newContext({ baseURL: url });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await page.addInitScript({ content: watchForTrouble });
  return page;
}

/** Runs in the page, before anything of it: what is shown for a moment only counts, too. */
const watchForTrouble = `
  window.troubles = [];
  new MutationObserver(() => {
    for (const sign of document.querySelectorAll('.banner, .toast.error, .form-error')) {
      window.troubles.push(sign.textContent);
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
`;

function troublesOf(page: Page): Promise<string[]> {
  return page.evaluate('window.troubles');
}

/** The servers that answered the page's requests for events, in order. */
function followStream(page: Page): string[] {
  const servers: string[] = [];
  page.on('response', (response) => {
    const isStream = new URL(response.url()).pathname === '/api/events';
    if (isStream && response.ok()) servers.push(response.headers()['x-served-by']!);
  });
  return servers;
}

async function addTodo(url: string, cookie: string, title: string): Promise<void> {
  const response = await postJson(`${url}/api/todos`, { title }, { cookie });
  assert.equal(response.status, 201);
}

/** Reads by another user, some at once and without pause but for a little room for the rest. */
function startLoad(t: TestContext, url: string, cookie: string) {
  const pool = new Pool(url, { connections: 8 });
  testScope(t).defer(() => pool.destroy());
  const failures: string[] = [];
  let [requests, stopped] = [0, false];
  const reader = async () => {
    while (!stopped) {
      requests++;
      const answer = await pool
        .request({ path: '/api/todos', method: 'GET', headers: { cookie } })
        .catch((error: Error) => error);
      if (answer instanceof Error) failures.push(answer.message);
      else if (answer.statusCode !== 200) failures.push(String(answer.statusCode));
      if (!(answer instanceof Error)) await answer.body.dump();
      await delay(20);
    }
  };
  const readers = Promise.all(Array.from({ length: 8 }, reader));
  return {
    async stop() {
      stopped = true;
      await readers;
      return { requests, failures };
    },
  };
}
