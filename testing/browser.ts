import type { TestContext } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { password } from './accounts.ts';
import { untilEqual } from './polling.ts';
import { requireProgram } from './programs.ts';
import { testScope } from './scope.ts';
import { startStack, type TestStack, type TestStackOptions } from './stack.ts';
import { openTestWebClient } from './web-client.ts';

export interface OpenedBrowser {
  stack: TestStack;
  browser: Browser;
  /** Opens a page, signed in as `email`; another context shares no cookies with the first. */
  open(email: string, options?: PageOptions): Promise<Page>;
}

type PageOptions = NonNullable<Parameters<Browser['newContext']>[0]>;

/** Chromium as root, without anything that calls its maker. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A whole stack with the newest client, and a browser; undefined where the test is skipped. An error
 * that a page didn't catch, or something that its Content-Security-Policy refused, fails the test.
 */
export async function openBrowser(
  t: TestContext,
  options: TestStackOptions = {},
): Promise<OpenedBrowser | undefined> {
  const executablePath = requireProgram(t, 'chromium');
  if (!executablePath) return undefined;
  const scope = testScope(t);
  await openTestWebClient(t);
  const stack = await startStack(t, options);
  if (!stack) return undefined;
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  const troubles: string[] = [];
  scope.defer(async () => {
    await browser.close();
    if (troubles.length > 0) throw new Error(troubles.join('\n'));
  });
  return {
    stack,
    browser,
    async open(email, options) {
      const context = await browser.newContext({ baseURL: stack.baseUrl, ...options });
      context.setDefaultTimeout(10_000);
      await enter(context, email);
      return watched(await context.newPage(), troubles);
    },
  };
}

/** Signs up where the account is new, in otherwise. */
async function enter(context: BrowserContext, email: string): Promise<void> {
  const signedUp = await context.request.post('/api/users', { data: { email, password } });
  if (signedUp.ok()) return;
  const signedIn = await context.request.post('/api/session', { data: { email, password } });
  if (!signedIn.ok()) throw new Error(`${email} can't sign in: ${await signedIn.text()}`);
}

function watched(page: Page, troubles: string[]): Page {
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.stack}`));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) troubles.push(message.text());
  });
  return page;
}

/** The titles of the to-dos on the page, in order. */
export async function titlesOn(page: Page): Promise<string[]> {
  return page.locator('.todo:not(.leaving) .todo-title').allTextContents();
}

/** Waits until the page shows exactly these to-dos, in this order. */
export function untilTitles(page: Page, expected: string[]): Promise<void> {
  return untilEqual('shown are', () => titlesOn(page), expected);
}

/** Waits until these are the open to-dos in Postgres: a page shows a change before it is stored. */
export function untilStored(page: Page, expected: string[]): Promise<void> {
  const stored = async () => {
    const { todos } = await (await page.request.get('/api/todos')).json();
    return todos.map(({ title }: { title: string }) => title);
  };
  return untilEqual('stored are', stored, expected);
}

/** Adds to-dos through the API, the first one ending up on top. */
export async function addTodos(page: Page, ...todos: object[]): Promise<void> {
  for (const todo of todos.toReversed()) {
    const added = await page.request.post('/api/todos', { data: todo });
    if (!added.ok()) throw new Error(await added.text());
  }
}
