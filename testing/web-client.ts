import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openWebClient } from '../stack/web-client.ts';
import { testFolder } from './folder.ts';
import { testScope } from './scope.ts';

/** Makes sure that the servers have the newest browser client to send. */
export async function openTestWebClient(t: TestContext): Promise<void> {
  await openWebClient(join(await testFolder(t), 'web-client.log'), testScope(t));
}
