/** `npm run load:install`: builds the k6 that go.mod pins into load-tests/bin, with Go. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findProgram } from '../../stack/programs.ts';
import { k6Folder, pinnedVersion } from './k6.ts';

const k6 = join(k6Folder, 'k6');
const version = pinnedVersion();

if (spawnSync(k6, ['version'], { encoding: 'utf8' }).stdout?.startsWith(`k6 ${version} `)) {
  console.log(`k6 ${version} is installed`);
} else {
  process.exitCode = build();
}

function build(): number {
  const go = findProgram('go', ['/usr/local/go/bin']);
  if (!go) {
    console.error(`k6 ${version} is built with Go, which is not installed: https://go.dev/dl`);
    return 1;
  }
  console.log(`k6 ${version} is being built; the first time takes some minutes`);
  const built = spawnSync(go, ['build', '-buildvcs=false', '-o', k6, 'go.k6.io/k6/v2'], {
    cwd: new URL('../', import.meta.url),
    stdio: 'inherit',
  });
  return built.status ?? 1;
}
