import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freePort } from '../../stack/ports.ts';
import { testFolder } from '../../testing/folder.ts';
import { until } from '../../testing/polling.ts';
import { requireProgram } from '../../testing/programs.ts';
import { type Credentials, Memcached } from './memcached.ts';
import { MemcachedError } from './memcached-error.ts';

const credentials = { username: 'trio', password: 'correct horse' };

/** A memcached that lets nobody in without a name and a password. */
async function startGuarded(t: TestContext): Promise<string | undefined> {
  const memcached = requireProgram(t, 'memcached');
  const saslpasswd = requireProgram(t, 'saslpasswd2');
  if (!memcached || !saslpasswd) return undefined;
  const folder = await testFolder(t);
  await chmod(folder, 0o755);
  const database = join(folder, 'sasldb2');
  const { username, password } = credentials;
  const args = ['-p', '-c', '-f', database, '-u', hostname(), username];
  execFileSync(saslpasswd, args, { input: password });
  await chmod(database, 0o644);
  const lines = ['mech_list: plain', 'auxprop_plugin: sasldb', `sasldb_path: ${database}`];
  await writeFile(join(folder, 'memcached.conf'), `${lines.join('\n')}\n`);
  const port = await freePort();
  const asRoot = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(
    memcached,
    ['-S', '-l', '127.0.0.1', '-p', String(port), '-U', '0', ...asRoot],
    {
      env: { ...process.env, SASL_CONF_PATH: folder },
      stdio: 'ignore',
    },
  );
  t.after(() => child.kill('SIGKILL'));
  return `127.0.0.1:${port}`;
}

function open(t: TestContext, server: string, known: Credentials | undefined) {
  const memcached = new Memcached({ server, credentials: known, timeoutMs: 2_000, pauseMs: 20 });
  t.after(() => memcached.close());
  return memcached;
}

test('with the right name and password everything works, otherwise nothing', async (t) => {
  const server = await startGuarded(t);
  if (!server) return;
  const known = open(t, server, credentials);
  await until('it lets us in', () =>
    known.set('key', 'value', 60).then(
      () => true,
      () => false,
    ),
  );
  assert.equal((await known.get('key'))?.value.toString(), 'value');
  for (const wrong of [{ ...credentials, password: 'wrong' }, undefined]) {
    const refused = open(t, server, wrong).get('key');
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof MemcachedError);
      return /authentication failed/.test(error.message);
    });
  }
});
