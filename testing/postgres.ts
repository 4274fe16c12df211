import { join } from 'node:path';
import { freePort } from '../stack/ports.ts';
import { postgresService, postgresUrl } from '../stack/postgres.ts';
import { Supervisor } from '../stack/supervisor.ts';
import { temporaryFolder } from '../stack/temporary-folder.ts';

/** What a database for tests can do without: it is gone after the run. */
const settings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=300',
];

export interface TestPostgres {
  url: string;
  stop: () => Promise<void>;
}

/**
 * Starts a Postgres in a temporary folder. It ends, and its folder is deleted, when it is stopped or
 * this process ends, whichever is first; it doesn't keep this process running.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await temporaryFolder();
  const options = { folder, port: await freePort(), settings, temporary: true };
  const supervisor = new Supervisor(postgresService(options, join(folder, 'postgres.log')), {
    restart: false,
    onStart: ({ process }) => {
      process.unref();
      process.channel?.unref();
    },
  });
  await supervisor.start();
  return { url: await postgresUrl(options), stop: () => supervisor.stop() };
}
