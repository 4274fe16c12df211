/**
 * For `node --test --test-global-setup`: one Postgres for all test files of the run, which
 * database.ts finds through the environment.
 */
import { startTestPostgres, type TestPostgres } from './postgres.ts';

let postgres: TestPostgres | undefined;

export async function globalSetup(): Promise<void> {
  postgres = await startTestPostgres();
  process.env.TRIO_TEST_POSTGRES = postgres.url;
}

export async function globalTeardown(): Promise<void> {
  await postgres?.stop();
}
