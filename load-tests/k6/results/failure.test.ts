import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Expected, failureOf } from './failure.ts';

const headers = { 'X-Served-By': 'app-1', 'Cache-Status': 'trio; hit; detail=local' };
const right = { status: 200, error_code: 0, headers };
const read: Expected = { status: 200, cacheable: true, isRight: () => true };

for (const [failure, answer, expected] of [
  [undefined, right, read],
  ['timeout', { ...right, status: 0, error_code: 1050 }, read],
  ['timeout', { ...right, status: 0, error_code: 1211 }, read],
  ['refused', { ...right, status: 0, error_code: 1212 }, read],
  ['connection', { ...right, status: 0, error_code: 1220 }, read],
  // The status was read, the body broke off.
  ['connection', { ...right, error_code: 1000 }, read],
  ['5xx', { ...right, status: 503, error_code: 1503 }, read],
  ['4xx', { ...right, status: 404, error_code: 1404 }, read],
  ['status', { ...right, status: 204 }, read],
  ['header', { ...right, headers: { 'X-Served-By': 'app-1' } }, read],
  ['header', { ...right, headers: { 'Cache-Status': 'trio; hit; detail=local' } }, read],
  [undefined, { ...right, headers: { 'X-Served-By': 'app-1' } }, { ...read, cacheable: false }],
  ['body', right, { ...read, isRight: () => false }],
] as const) {
  test(`${JSON.stringify(answer)} is ${failure ?? 'right'}`, () => {
    assert.equal(failureOf(answer, expected), failure);
  });
}
