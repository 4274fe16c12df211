import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from './folder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
const knip = join(root, 'node_modules/knip/bin/knip.js');

type Files = Record<string, string>;

/** What a check of the project's own configuration prints about a project of these files. */
async function check(t: TestContext, files: Files, [tool, ...args]: string[]): Promise<string> {
  const folder = await testFolder(t);
  for (const name of ['biome.json', '.gitignore', 'knip.json']) {
    await cp(join(root, name), join(folder, name));
  }
  await writeFile(join(folder, 'package.json'), '{"name": "planted", "type": "module"}');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [tool!, ...args], { cwd: folder }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

const lint = [biome, 'lint', '--max-diagnostics=100'];
const used = 'export const used = 1;\n';

/** Each import goes up a layer, or sideways into one that stands alone. */
const upward: Files = {
  'db/a.ts': '../app/used.ts',
  'app/a.ts': '../stack/used.ts',
  'app/cache/b.ts': '../http/used.ts',
  'app/cache/c.ts': '../todos/used.ts',
  'app/http/d.ts': '../todos/used.ts',
  'app/observability/e.ts': '../cache/used.ts',
  'app/todos/f.ts': '../../testing/used.ts',
  'stack/g.ts': '../load-tests/used.ts',
  'load-tests/run/h.ts': '../../testing/used.ts',
  'load-tests/trio-compare/i.ts': '../seed/used.ts',
  'load-tests/seed/j.ts': '../run/used.ts',
  'balancer/k.ts': '../app/used.ts',
  'nginx/l.ts': '../stack/used.ts',
};

for (const [path, specifier] of Object.entries(upward)) {
  test(`an import from ${dirname(path)} of ${specifier} is refused`, async (t) => {
    for (const line of [
      `import { used } from '${specifier}';\nconsole.log(used);\n`,
      `import type { used } from '${specifier}';\nexport type It = typeof used;\n`,
    ]) {
      const output = await check(t, { [path]: line }, lint);
      assert.match(output, /noRestrictedImports/, line);
    }
  });
}

test('imports down the layers pass', async (t) => {
  const files = {
    'app/http/a.ts': "import { used } from '../cache/used.ts';\nconsole.log(used);\n",
    'stack/b.ts': "import { used } from '../app/used.ts';\nconsole.log(used);\n",
    'app/c.test.ts': "import { used } from '../testing/used.ts';\nconsole.log(used);\n",
  };
  const output = await check(t, files, lint);
  assert.match(output, /No fixes applied|Checked 3 files/);
  assert.doesNotMatch(output, /noRestrictedImports/);
});

test('a circle is refused, of types too', async (t) => {
  const circle = (kind: string) => ({
    'app/a.ts': `import ${kind}{ B } from './b.ts';\nexport type A = B | 1;\n`,
    'app/b.ts': "import type { A } from './a.ts';\nexport type B = A | 2;\n",
  });
  assert.match(await check(t, circle('type '), lint), /noImportCycles/);
});

test('an export and a file that nobody imports are refused', async (t) => {
  const files = { 'app/main.ts': "import './a.ts';\n", 'app/a.ts': used, 'app/b.ts': used };
  const output = await check(t, files, [knip]);
  assert.match(output, /Unused files \(1\)\napp\/b\.ts/);
  assert.match(output, /Unused exports \(1\)\nused\s+app\/a\.ts/);
});

test('npm run check runs both', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  assert.match(scripts.check, /biome check && knip/);
});
