import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { testScope } from './scope.ts';

/** A new empty folder. Other users may enter it, as Postgres must that a test started as root. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'trio-test-'));
  await chmod(folder, 0o711);
  return folder;
}

/** The same, deleted after the test. */
export async function testFolder(t: TestContext): Promise<string> {
  const folder = await temporaryFolder();
  testScope(t).defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
