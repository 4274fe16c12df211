import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { operation } from './example.ts';
import { findViolations, textOf } from './findings.ts';
import type { Operation } from './operation.ts';

const first = operation({ is: 'write', values: { 'u1/t1': 'a', 'u1/t2': 'x' } });
const unknown = { outcome: 'unknown', status: 503 } as const;

describe('nothing to complain of', () => {
  const good: Record<string, Operation[]> = {
    'an unknown write that is seen later': [
      first,
      operation({ is: 'write', startMs: 10, values: { 'u1/t1': 'b' }, ...unknown }),
      operation({ startMs: 20 }),
      operation({ startMs: 30, values: { 'u1/t1': 'b' } }),
    ],
    'a write that never reached a server': [
      first,
      operation({ is: 'write', values: { 'u1/t1': 'b' }, outcome: 'failed', status: 0 }),
      operation({ startMs: 20 }),
    ],
    'a read that failed': [first, operation({ startMs: 10, values: {}, ...unknown })],
  };
  for (const [name, operations] of Object.entries(good)) {
    test(name, () => assert.deepEqual(findViolations(operations), []));
  }
});

describe('violations', () => {
  const bad: Record<string, [Operation[], RegExp]> = {
    'a stale list': [
      [
        first,
        operation({ is: 'write', startMs: 10, values: { 'u1/t2': 'y' } }),
        operation({ startMs: 20, values: { 'u1/t1': 'a', 'u1/t2': 'x' } }),
      ],
      /u1\/t2 is not linearizable: "x" has to come before "y", and after it/,
    ],
    'a stale answer whose values are right all the same': [
      [
        first,
        operation({ is: 'write', startMs: 10, version: '5.b', values: { 'u1/t2': 'y' } }),
        operation({ startMs: 20, version: '4.a' }),
      ],
      /u1 went back to an older version: 4\.a after 5\.b/,
    ],
    'a write that failed and is read all the same': [
      [
        first,
        operation({ is: 'write', values: { 'u1/t1': 'b' }, outcome: 'failed', status: 0 }),
        operation({ startMs: 20, values: { 'u1/t1': 'b' } }),
      ],
      /u1\/t1 was read as "b", which nobody wrote/,
    ],
    'a to-do that is not found': [
      [first, operation({ startMs: 10, values: {}, outcome: 'failed', status: 404 })],
      /can't be right: read todo of u1 got 404/,
    ],
    'a 304 for a tag that was never given': [
      [first, operation({ startMs: 10, values: {}, status: 304 })],
      /can't be right: read todo of u1 got 304/,
    ],
  };
  for (const [name, [operations, expected]] of Object.entries(bad)) {
    test(name, () => assert.match(findViolations(operations)[0]?.title ?? '', expected));
  }
});

test('the text of a violation shows when, by whom and from where', () => {
  const operations = [
    first,
    operation({ is: 'write', startMs: 10, via: 'balancer', values: { 'u1/t1': 'b' } }),
    operation({ startMs: 20.25, servedBy: 'app-3' }),
  ];
  const text = textOf(findViolations(operations)[0]!);
  assert.match(text, /\* +10\.0 +1\.0 +balancer +app-1 +write +b/);
  assert.match(text, /\* +20\.3 +1\.0 +app-1 +app-3 +read todo +a +trio; hit; detail=memcached/);
});
