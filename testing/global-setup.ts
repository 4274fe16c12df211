/**
 * For `node --test --test-global-setup`: one Postgres for all test files of the run, which
 * database.ts finds through the environment; and one cache of compiled code for the hundreds of
 * processes that they start.
 */
import { startTestPostgres, type TestPostgres } from './postgres.ts';

let postgres: TestPostgres | undefined;

const compileCache = new URL('../node_modules/.cache/compiled', import.meta.url).pathname;

export async function globalSetup(): Promise<void> {
  postgres = await startTestPostgres();
  process.env.TRIO_TEST_POSTGRES = postgres.url;
  process.env.NODE_COMPILE_CACHE ??= compileCache;
}

export async function globalTeardown(): Promise<void> {
  await postgres?.stop();
}
