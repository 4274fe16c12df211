/**
 * `npm run screenshots`: the README's pictures, taken of the running stack (`npm start`) with the
 * demo account, in the Chromium that is on the PATH.
 */
import { type Browser, chromium, type Page } from 'playwright-core';
import { demo } from '../cluster/demo-account.ts';
import { findProgram } from '../cluster/programs.ts';
import { readStackFile } from '../cluster/stack-file.ts';

const folder = new URL('./images/', import.meta.url);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const baseUrl = process.env.BASE_URL || readStackFile()?.baseUrl;
const executablePath = findProgram('chromium') ?? findProgram('google-chrome');
if (!baseUrl || !executablePath) {
  console.error('npm run screenshots needs a running npm start, and chromium on the PATH');
  process.exit(1);
}

const browser = await chromium.launch({ executablePath, args: flags });
try {
  await takeApp(await open(browser, 'light'));
  await takeLab(await open(browser, 'dark'));
} finally {
  await browser.close();
}

async function open(from: Browser, colorScheme: 'light' | 'dark'): Promise<Page> {
  const viewport = { width: 1280, height: 800 };
  const page = await from.newPage({ colorScheme, viewport, baseURL: baseUrl! });
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

/** The sparklines need some seconds of reads to show anything. */
async function takeLab(page: Page): Promise<void> {
  await page.goto('/lab');
  await page.getByRole('heading', { name: 'Lab' }).waitFor();
  const until = Date.now() + 15_000;
  while (Date.now() < until) {
    await Promise.all(Array.from({ length: 6 }, () => page.request.get('/api/todos?view=today')));
    await page.waitForTimeout(50);
  }
  await shoot(page, 'lab.png');
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: new URL(name, folder).pathname, animations: 'disabled' });
}
