import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import pg from 'pg';
import { openTestDatabase } from './database.ts';
import { startTestMemcached } from './memcached.ts';

test('each test gets a migrated database of its own', async (t) => {
  const [one, other] = await Promise.all([openTestDatabase(t), openTestDatabase(t)]);
  assert.notEqual(one.url, other.url);
  const client = new pg.Client(one.url);
  await client.connect();
  t.after(() => client.end());
  const { rows } = await client.query('select count(*)::int as users from users');
  assert.deepEqual(rows, [{ users: 0 }]);
});

test('a memcached answers until it is killed, and can be started again', async (t) => {
  const memcached = await startTestMemcached(t);
  if (!memcached) return;
  assert.equal(await accepts(memcached.server), true);
  memcached.process.kill('SIGKILL');
  await memcached.process.ended();
  assert.equal(await accepts(memcached.server), false);
  await memcached.process.start();
  assert.equal(await accepts(memcached.server), true);
});

function accepts(server: string): Promise<boolean> {
  const [host, port] = server.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host, () => socket.end(() => resolve(true)));
    socket.on('error', () => resolve(false));
  });
}
