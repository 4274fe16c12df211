import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestMemcached } from '../../testing/memcached.ts';
import { countByPrefix, memcachedReads, parseDetail } from './memcached-reads.ts';

test('the bodies of answers are counted, and neither pointers nor sessions', () => {
  const dump = [
    'PREFIX trio get 900 hit 800 set 3 del 0',
    'PREFIX trio-session get 500 hit 499 set 1 del 0',
    'PREFIX trio-todos get 40 hit 30 set 10 del 0',
    'PREFIX trio-me get 5 hit 4 set 1 del 0',
    'END',
    '',
  ].join('\r\n');
  assert.deepEqual(parseDetail(dump), { gets: 45, hits: 34 });
});

test('a memcached counts from the moment it is asked to', async (t) => {
  const memcached = await startTestMemcached(t);
  if (!memcached) return;
  await countByPrefix(memcached.server);
  assert.deepEqual(await memcachedReads(memcached.server), { gets: 0, hits: 0 });
});

test('a memcached that is not there is an error, not zero', async () => {
  await assert.rejects(memcachedReads('127.0.0.1:1'), /ECONNREFUSED/);
});
