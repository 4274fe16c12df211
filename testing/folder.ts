import { rm } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import { temporaryFolder } from '../stack/temporary-folder.ts';
import { testScope } from './scope.ts';

/** A new empty folder, deleted after the test. */
export async function testFolder(t: TestContext): Promise<string> {
  const folder = await temporaryFolder();
  testScope(t).defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
