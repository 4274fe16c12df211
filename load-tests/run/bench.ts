/**
 * `npm run bench [-- NAME...]`: runs every `*.bench.ts`, or those whose path contains one of the
 * names.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const names = process.argv.slice(2);
const all = globSync('{app,balancer,db,load-tests,stack}/**/*.bench.ts', { cwd: root }).sort();
const chosen = all.filter(
  (path) => names.length === 0 || names.some((name) => path.includes(name)),
);

if (chosen.length === 0) console.error(`no such benchmark; there are: ${all.join(', ')}`);
// One by one: each needs the machine for itself.
const failed = chosen.filter((path) => {
  console.log(`\n${path}`);
  return spawnSync(process.execPath, [path], { cwd: root, stdio: 'inherit' }).status !== 0;
});
process.exitCode = chosen.length === 0 || failed.length > 0 ? 1 : 0;
