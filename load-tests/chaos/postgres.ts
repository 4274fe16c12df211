import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const deadlineMs = 15_000;
const pauseMs = 50;

/**
 * Runs one repeatable statement on a connection of its own, past the servers. Retries for 15 s:
 * Postgres may be what is failing.
 */
export async function query<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await queryOnce(databaseUrl, text, values);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(pauseMs);
    }
  }
}

async function queryOnce<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
