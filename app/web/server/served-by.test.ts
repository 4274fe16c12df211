import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeServedBy, readServedBy } from './served-by.ts';

function described(cacheStatus: string, serverTiming?: string): string | undefined {
  const headers = new Headers({ 'X-Served-By': 'app-2', 'Cache-Status': cacheStatus });
  if (serverTiming) headers.set('Server-Timing', serverTiming);
  const read = readServedBy(headers);
  return read && describeServedBy(read);
}

test('says who answered, from where, and in what time', () => {
  const timing = 'cache;dur=0.3, db;dur=2.1, total;dur=3.4';
  assert.equal(described('trio; hit; detail=memcached', timing), 'app-2 · hit (memcached) · 3 ms');
  assert.equal(described('trio; fwd=uri-miss; stored', 'total;dur=0.4'), 'app-2 · miss · <1 ms');
  assert.equal(described('trio; fwd=uri-miss; collapsed'), 'app-2 · miss (collapsed)');
  assert.equal(
    described('trio; fwd=bypass; detail=memcached-down'),
    'app-2 · bypass (memcached-down)',
  );
});

test('an answer that no cache had a say in is none', () => {
  assert.equal(readServedBy(new Headers({ 'X-Served-By': 'app-1' })), undefined);
});
