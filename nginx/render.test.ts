import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { findProgram } from '../stack/programs.ts';
import { testFolder } from '../testing/folder.ts';
import { requireProgram } from '../testing/programs.ts';
import { renderNginx, substitute } from './render.ts';

const run = promisify(execFile);
const template = await readFile(new URL('default.conf.template', import.meta.url), 'utf8');

test('nginx takes the configuration without a warning', async (t) => {
  const nginx = requireProgram(t, 'nginx');
  if (!nginx) return;
  const folder = join(await testFolder(t), 'a folder with spaces');
  const upstreams = [{ url: 'http://127.0.0.1:3001' }, { url: 'http://[::1]:3002' }];
  const config = await renderNginx({ folder, host: '127.0.0.1', port: 8299, upstreams });
  const { stderr } = await run(nginx, ['-t', '-c', config]);
  assert.match(stderr, /test is successful/);
  assert.doesNotMatch(stderr, /\[(warn|alert|emerg)\]/);
  const site = await readFile(join(folder, 'conf.d/default.conf'), 'utf8');
  assert.match(
    site,
    /server 127\.0\.0\.1:3001 max_fails=1 fail_timeout=1s; server \[::1\]:3002 max_fails/,
  );
  assert.match(site, /listen 127\.0\.0\.1:8299;/);
});

test('fills in the variables as envsubst does', async (t) => {
  const envsubst = findProgram('envsubst');
  if (!envsubst) return t.skip('needs envsubst: apt-get install gettext-base');
  const values = { TRIO_LISTEN: '8080', TRIO_UPSTREAMS: 'server a:1;', TRIO_RESOLVER: '' };
  const names = Object.keys(values).map((name) => `\${${name}}`);
  const text = `${template}\n$TRIO_LISTEN \${TRIO_UNKNOWN} $host`;
  const substituted = run(envsubst, [names.join(' ')], { env: values });
  substituted.child.stdin!.end(text);
  assert.equal(substitute(text, values), (await substituted).stdout);
});

test('asks for no variable that the launcher does not give', async (t) => {
  const folder = await testFolder(t);
  await renderNginx({ folder, host: '127.0.0.1', port: 8299, upstreams: [{ url: 'http://a:1' }] });
  assert.match(template, /\$\{TRIO_/);
  assert.doesNotMatch(await readFile(join(folder, 'conf.d/default.conf'), 'utf8'), /\$\{?TRIO_/);
});
