import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const read = async (name: string) =>
  JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), 'utf8'));

/**
 * npm runs only the install scripts that package.json approves, and warns of the others. Which of
 * Postgres's packages is installed goes by the machine, so a test on one machine can't see the rest.
 */
test('every install script is approved, on whatever platform it runs', async () => {
  const { packages } = await read('package-lock.json');
  const { allowScripts } = await read('package.json');
  const entries = Object.entries<{ hasInstallScript?: true }>(packages);
  const names = entries
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1));
  assert.ok(names.length > 1, 'the lock file says which have scripts');
  assert.deepEqual(Object.keys(allowScripts).sort(), names.sort());
});
