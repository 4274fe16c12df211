import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../cluster/testing/database.ts';
import { openPool } from './pool.ts';

test('a connection that breaks while a transaction holds it is only an error of its next query', async (t) => {
  const { url } = await openTestDatabase(t);
  const pool = openPool({ databaseUrl: url, name: 'test', size: 2 });
  const held = await pool.connect();
  t.after(() => {
    held.release(true);
    return pool.end();
  });
  await held.query('begin');
  const { rows } = await held.query<{ pid: number }>('select pg_backend_pid() as pid');
  // Not `once`, which would listen for errors in place of the pool.
  const ended = new Promise<void>((resolve) => held.on('end', resolve));
  await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  await assert.rejects(held.query('commit'));
  assert.equal((await pool.query('select 1 as one')).rows[0].one, 1);
});
