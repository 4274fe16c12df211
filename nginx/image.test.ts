import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { matchesGlob, relative } from 'node:path';
import { test } from 'node:test';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

/** What the image is asked to run: the server, the migration and the seed. */
const entries = ['app/main.ts', 'app/prepare.ts', 'load-tests/seed/main.ts'];

test('everything that runs in the image is in the image', async () => {
  const { files, packages } = await closureOf(entries);
  assert.ok(files.has('app/server.ts') && packages.has('express'), 'the imports were followed');
  const copied = copiedPaths(await read('Dockerfile'));
  const kept = await ignoreRules();
  for (const file of files) {
    const isCopied = copied.some((path) => file === path || file.startsWith(`${path}/`));
    assert.ok(isCopied, `${file} is not copied`);
    assert.ok(kept(file), `${file} is ignored`);
  }
  const { dependencies } = JSON.parse(await read('package.json'));
  const missing = [...packages].filter((name) => !(name in dependencies));
  assert.deepEqual(missing, [], 'packages that are for development only');
  // The controls: both checks can fail.
  assert.equal(kept('app/server.test.ts'), false);
  assert.equal(kept('balancer/main.ts'), false);
  assert.equal('vite' in dependencies, false);
});

test('the image runs as a user without privileges, and knows when it is ready', async () => {
  const runtime = (await read('Dockerfile')).split(/^FROM /m).at(-1)!;
  assert.match(runtime, /^node:26-slim$/m);
  assert.match(runtime, /^USER node$/m);
  assert.match(runtime, /^HEALTHCHECK [\s\S]*\/readyz/m);
  assert.match(runtime, /^CMD \["node", "app\/main.ts"\]$/m);
  assert.doesNotMatch(runtime, /^RUN /m);
});

/** The files that run when `paths` do, and the packages they import; types alone don't run. */
async function closureOf(paths: string[]) {
  const [files, packages] = [new Set(paths), new Set<string>()];
  for (const file of files) {
    for (const specifier of importsOf(await read(file))) {
      if (specifier.startsWith('.')) {
        const target = new URL(specifier, new URL(file, root));
        files.add(relative(root.pathname, target.pathname));
      } else if (!specifier.startsWith('node:') && !builtinModules.includes(specifier)) {
        packages.add(/^(@[^/]+\/)?[^/]+/.exec(specifier)![0]);
      }
    }
  }
  return { files, packages };
}

function importsOf(source: string): string[] {
  const statements = /^(?:import|export)\s(?!type\b)(?:[^;'"]*?\sfrom\s)?\s*['"]([^'"]+)['"]/gm;
  return [...source.matchAll(statements)].map(([, specifier]) => specifier!);
}

/** The files and folders that the last stage copies from the checkout. */
function copiedPaths(dockerfile: string): string[] {
  const runtime = dockerfile.split(/^FROM /m).at(-1)!;
  const lines = [...runtime.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  return lines.flatMap(([, sources]) => sources!.split(' '));
}

/** Whether a file passes .dockerignore, whose last rule that matches decides. */
async function ignoreRules(): Promise<(file: string) => boolean> {
  const lines = (await read('.dockerignore')).split('\n');
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return (file) =>
    rules.reduce((kept, rule) => {
      const pattern = rule.replace(/^!/, '');
      const matches = matchesGlob(file, pattern) || matchesGlob(file, `${pattern}/**`);
      return matches ? rule.startsWith('!') : kept;
    }, true);
}
