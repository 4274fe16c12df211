import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCacheStatus } from './cache-status.ts';

for (const [header, outcome, detail] of [
  ['trio; hit; detail=local', 'hit', 'local'],
  ['trio; hit; detail=memcached', 'hit', 'memcached'],
  ['trio; fwd=uri-miss; stored', 'miss', 'stored'],
  ['trio; fwd=uri-miss; collapsed', 'miss', 'collapsed'],
  ['trio; fwd=bypass; detail=off', 'bypass', 'off'],
  ['trio; fwd=bypass; detail=memcached-down', 'bypass', 'memcached-down'],
  ['trio; fwd=bypass; detail=new', 'bypass', 'other'],
] as const) {
  test(`${header} is ${outcome}, ${detail}`, () => {
    assert.deepEqual(parseCacheStatus(header), { outcome, detail });
  });
}

for (const header of ['trio', 'trio; fwd=stale', '', undefined]) {
  test(`${header} is none`, () => assert.equal(parseCacheStatus(header), undefined));
}
