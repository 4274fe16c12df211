import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../testing/database.ts';
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

test('each statement is counted once, whether a transaction or the pool itself sends it', async (t) => {
  const { url } = await openTestDatabase(t);
  const counters = { queries: 0 };
  const pool = openPool({ databaseUrl: url, name: 'test', size: 2, counters });
  t.after(() => pool.end());
  await Promise.all([pool.query('select 1'), pool.query('select 1'), pool.query('select 1')]);
  assert.equal(counters.queries, 3);
  const connection = await pool.connect();
  for (const text of ['begin', 'select 1', 'commit']) await connection.query(text);
  connection.release();
  assert.equal(counters.queries, 6);
  await assert.rejects(pool.query('select wrong'));
  assert.equal(counters.queries, 7);
});
