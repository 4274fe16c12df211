import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from './duration.ts';

for (const [text, ms] of [
  ['0', 0],
  ['250ms', 250],
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['1h30m', 5_400_000],
  ['90', undefined],
  ['90 s', undefined],
  ['s', undefined],
  ['-5s', undefined],
  ['', undefined],
] as const) {
  test(`"${text}" is ${ms} ms`, () => assert.equal(parseDuration(text), ms));
}
