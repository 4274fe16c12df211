/** `npm run load -- SCENARIO [k6's arguments]`: one scenario against BASE_URL or the running stack. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readStackFile } from '../../stack/stack-file.ts';
import { findK6 } from './k6.ts';

const folder = new URL('../scenarios/', import.meta.url);
const [name = '', ...args] = process.argv.slice(2);
const scenarios = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));

try {
  process.exitCode = await run();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function run(): Promise<number> {
  if (!scenarios.includes(name)) {
    throw new Error(`npm run load -- SCENARIO, which is one of: ${scenarios.join(', ')}`);
  }
  const k6 = findK6();
  if (!k6) throw new Error('k6 is not installed: npm run load:install builds it, with Go');
  const baseUrl = process.env.BASE_URL || readStackFile()?.baseUrl;
  if (!baseUrl) throw new Error('nothing to load: no npm start runs here, and BASE_URL is not set');
  const scenario = new URL(`${name}.ts`, folder).pathname;
  const child = spawn(k6, ['run', '--quiet', ...args, scenario], {
    stdio: 'inherit',
    env: { ...process.env, BASE_URL: baseUrl },
  });
  // Ctrl-C reaches k6, too, which then ends the run and prints its summary.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
