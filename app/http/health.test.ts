import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool } from '../../db/pool.ts';
import { signUp } from '../../testing/accounts.ts';
import { openTestApps } from '../../testing/apps.ts';
import { until } from '../../testing/polling.ts';

test('a server that loses its listening connection for a moment stays ready', async (t) => {
  let databaseUrl = '';
  const [app] = await openTestApps(t, {
    mode: 'local',
    behind: async (url) => {
      databaseUrl = url;
      return url;
    },
  });
  const pool = openPool({ databaseUrl, name: 'test', size: 1 });
  t.after(() => pool.end());
  const client = await signUp(app!.url);
  const readiness = async () => (await fetch(`${app!.url}/readyz`)).status;
  const cacheStatus = async () => {
    const response = await client.request('GET', `${app!.url}/api/me`);
    return `${response.headers.get('cache-status')}`;
  };
  await until('it is ready', async () => (await readiness()) === 200);

  const dropped = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'app-1-bus' and datname = current_database()`,
  );
  assert.equal(dropped.rowCount, 1);
  const seen = new Set<number>();
  let untrusted = 0;
  const watch = async () => {
    const status = await cacheStatus();
    if (status.includes('detail=untrusted')) untrusted += 1;
    seen.add(await readiness());
    return untrusted > 0 && status.includes('hit');
  };
  await until('it has lost its trust, and has it again', watch);
  assert.deepEqual([...seen], [200]);
});
