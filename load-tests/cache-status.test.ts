import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf } from './cache-status.ts';

for (const [header, outcome] of [
  ['trio; hit; detail=local', 'hit'],
  ['trio; hit; detail=memcached', 'hit'],
  ['trio; fwd=uri-miss; stored', 'miss'],
  ['trio; fwd=uri-miss; collapsed', 'miss'],
  ['trio; fwd=bypass; detail=off', 'bypass'],
  ['trio; fwd=bypass; detail=memcached-down', 'bypass'],
  ['trio', undefined],
  [undefined, undefined],
] as const) {
  test(`${header} is ${outcome}`, () => assert.equal(outcomeOf(header), outcome));
}
