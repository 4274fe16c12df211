import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { testFolder } from '../testing/folder.ts';
import { testScope } from '../testing/scope.ts';
import { freePort } from './ports.ts';
import { passwordFile, postgresService, postgresUrl } from './postgres.ts';
import { Supervisor } from './supervisor.ts';

async function create(t: TestContext, folder: string) {
  const options = { folder, port: await freePort() };
  const service = postgresService(options, join(await testFolder(t), 'postgres.log'));
  const postgres = new Supervisor(service, { restart: false });
  testScope(t).defer(() => postgres.stop());
  return { postgres, url: () => postgresUrl(options) };
}

test('its password is random, asked for, and readable for its owner alone', async (t) => {
  const folder = await testFolder(t);
  const { postgres, url } = await create(t, folder);
  await postgres.start();
  assert.equal((await stat(passwordFile(folder))).mode & 0o777, 0o600);
  const wrong = new URL(await url());
  wrong.password = 'password';
  await assert.rejects(new pg.Client(wrong.href).connect(), { code: '28P01' });
});

test('what a kill left behind does not keep it from starting, nor does a used pid', async (t) => {
  const folder = await testFolder(t);
  const first = await create(t, folder);
  await first.postgres.start();
  first.postgres.kill('SIGKILL');
  await first.postgres.ended();

  const second = await create(t, folder);
  await second.postgres.start();
  await second.postgres.stop();

  // A living process that isn't Postgres: this one.
  const pidFile = join(folder, 'postgres', 'postmaster.pid');
  await writeFile(pidFile, `${process.pid}\n${folder}/postgres\n`);
  const third = await create(t, folder);
  await third.postgres.start();
  assert.notEqual(Number.parseInt(await readFile(pidFile, 'utf8'), 10), process.pid);
});

test('as root, a folder that Postgres may not enter is named', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root runs Postgres as another user');
  const closed = await testFolder(t);
  const folder = join(closed, 'data');
  await mkdir(folder);
  await chmod(closed, 0o700);
  const { postgres } = await create(t, folder);
  await assert.rejects(postgres.start(), new RegExp(`can't enter ${closed}: run \`chmod o\\+x`));
});
