/**
 * `npm run screenshots`: the README's pictures, taken of the running stack (`npm start`) with the
 * demo account, in the Chromium that is on the PATH. For the Lab page, k6 loads it with seeded accounts.
 */
import { spawn } from 'node:child_process';
import { type Browser, chromium, type Page } from 'playwright-core';
import { seed } from '../load-tests/seed/main.ts';
import { demo } from '../stack/demo-account.ts';
import { findProgram } from '../stack/programs.ts';
import { readStackFile } from '../stack/stack-file.ts';

const folder = new URL('./images/', import.meta.url);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const load = { USERS: '50', RATE: '12', VUS: '50', DURATION: '90s' };

const stack = readStackFile();
const executablePath = findProgram('chromium') ?? findProgram('google-chrome');
if (!stack || !executablePath) {
  console.error('npm run screenshots needs a running npm start, and chromium on the PATH');
  process.exit(1);
}
const { baseUrl, databaseUrl } = stack;

const browser = await chromium.launch({ executablePath, args: flags });
try {
  await takeApp(await open(browser, 'light'));
  await takeLab(await open(browser, 'dark', 1_140));
} finally {
  await browser.close();
}

async function open(from: Browser, colorScheme: 'light' | 'dark', height = 800): Promise<Page> {
  const viewport = { width: 1280, height };
  const page = await from.newPage({ colorScheme, viewport, baseURL: baseUrl });
  const response = await page.request.post('/api/session', {
    data: { email: demo.email, password: demo.password },
  });
  if (!response.ok()) throw new Error(`the demo account can't sign in: ${response.status()}`);
  return page;
}

async function takeApp(page: Page): Promise<void> {
  await page.goto('/today');
  await page.getByRole('checkbox').first().waitFor();
  // Of what was loaded once, the foot can tell a hit.
  await page.reload();
  await page.getByRole('checkbox').first().waitFor();
  await shoot(page, 'app.png');
}

/** A minute under load, in which the cache is off for a while and then a server is stopped. */
async function takeLab(page: Page): Promise<void> {
  await seed(databaseUrl, { users: Number(load.USERS), todos: 200 });
  const script = new URL('../load-tests/run/main.ts', import.meta.url).pathname;
  const env = { ...process.env, ...load, BASE_URL: baseUrl };
  const k6 = spawn(process.execPath, [script, 'browse'], { env, stdio: 'ignore' });
  await page.goto('/lab');
  const mode = await page.getByRole('radio', { checked: true }).getAttribute('value');
  const button = (name: string) => page.getByRole('button', { name });
  try {
    await page.waitForTimeout(25_000);
    await page.getByRole('radio', { name: /^off/ }).click();
    await page.waitForTimeout(14_000);
    await page.getByRole('radio', { name: new RegExp(`^${mode}`) }).click();
    await page.waitForTimeout(16_000);
    await button('Stop app-2').click();
    await page.waitForTimeout(14_000);
    await page.mouse.move(0, 0);
    await shoot(page, 'lab.png');
    await button('Start app-2').click();
    await page
      .locator('.server .state')
      .filter({ hasText: 'stopped' })
      .waitFor({ state: 'detached' });
  } finally {
    k6.kill();
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: new URL(name, folder).pathname, animations: 'disabled' });
}
