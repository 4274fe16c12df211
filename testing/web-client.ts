import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { buildWebClient, isWebClientStale } from '../stack/web-client.ts';
import { testFolder } from './folder.ts';
import { testScope } from './scope.ts';

/** Sees to it that the servers have the newest browser client to send; builds it where it is stale. */
export async function openWebClient(t: TestContext): Promise<void> {
  if (!(await isWebClientStale())) return;
  await buildWebClient(join(await testFolder(t), 'web-client.log'), testScope(t));
}
