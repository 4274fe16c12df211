import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { operation } from './example.ts';
import { memcachedKilled } from './faults/memcached-killed.ts';
import { serverKilled } from './faults/server-killed.ts';
import { isGood, reportOf } from './report.ts';
import type { Run } from './run.ts';
import { summaryOf } from './summary.ts';

const write = operation({ is: 'write', cacheStatus: '' });
const miss = { cacheStatus: 'trio; fwd=uri-miss; stored' };
const off = { cacheStatus: 'trio; fwd=bypass; detail=off' };
const unanswered = { outcome: 'unknown', status: 503, values: {} } as const;

/** A run that is good: two reads in peace, one in each of two windows, and a switch. */
function goodRun(): Run {
  return {
    operations: [write, ...[10, 20, 110, 210].map((startMs) => operation({ startMs }))],
    windows: [
      { faults: [serverKilled], startMs: 100, endMs: 120 },
      { faults: [memcachedKilled], startMs: 200, endMs: 220 },
    ],
    switches: [{ startMs: 300, endMs: 301 }],
    failure: undefined,
  };
}

function withReads(run: Run, ...given: Parameters<typeof operation>[0][]): Run {
  return { ...run, operations: [...run.operations, ...given.map(operation)] };
}

test('a good run counts what happened', () => {
  const report = reportOf(goodRun(), 'memcached');
  assert.equal(isGood(report), true);
  assert.deepEqual(report.calm, { reads: 2, hits: 2, off: 0 });
  const { operations, reads, writes, hits } = report;
  assert.deepEqual(
    { operations, reads, writes, hits },
    { operations: 5, reads: 4, writes: 1, hits: 4 },
  );
  assert.match(summaryOf(report), /server killed +1 ×, 1 operations, 1 of them reads/);
});

describe('a run that shows nothing', () => {
  const vacuous: Record<string, [Run, RegExp]> = {
    'too few hits': [
      withReads(
        goodRun(),
        { startMs: 30, ...miss },
        { startMs: 31, ...miss },
        { startMs: 32, ...miss },
      ),
      /hits: only 2 of 5 undisturbed reads/,
    ],
    'no reads at all in peace': [
      {
        ...goodRun(),
        operations: [write, operation({ startMs: 110 }), operation({ startMs: 210 })],
      },
      /only 0 of 0/,
    ],
    'a fault that no answered read fell into': [
      {
        ...goodRun(),
        windows: [
          ...goodRun().windows,
          { faults: [serverKilled, memcachedKilled], startMs: 400, endMs: 450 },
        ],
      },
      /no read during: server killed, Memcached killed/,
    ],
    'the mode was never switched': [{ ...goodRun(), switches: [] }, /never switched/],
  };
  for (const [name, [run, reason]] of Object.entries(vacuous)) {
    test(name, () => {
      const report = reportOf(run, 'memcached');
      assert.equal(isGood(report), false);
      assert.match(summaryOf(report), reason);
    });
  }

  test('hits where the cache should have been off', () => {
    assert.equal(isGood(reportOf(goodRun(), 'off')), false);
    const run = goodRun();
    const operations = run.operations.map((each) => ({ ...each, ...off }));
    assert.equal(isGood(reportOf({ ...run, operations }, 'off')), true);
  });

  test('in all modes in turn, reads while it is off count neither way', () => {
    const run = withReads(
      goodRun(),
      { startMs: 30, ...off },
      { startMs: 31, ...off },
      { startMs: 32, ...off },
    );
    assert.equal(isGood(reportOf(run, undefined)), true);
    assert.equal(isGood(reportOf(run, 'tiered')), false);
  });
});

describe('requests that fail', () => {
  test('may do so while a server is gone', () => {
    const report = reportOf(withReads(goodRun(), { startMs: 111, ...unanswered }), 'memcached');
    assert.equal(report.failures.all, 1);
    assert.equal(isGood(report), true);
  });

  test('may not while only Memcached is', () => {
    const report = reportOf(withReads(goodRun(), { startMs: 211, ...unanswered }), 'memcached');
    assert.equal(isGood(report), false);
    assert.match(summaryOf(report), /FAILED without an excuse/);
  });
});

test('a run that something has not come back from is not good', () => {
  const report = reportOf({ ...goodRun(), failure: 'app-2 has not recovered' }, 'memcached');
  assert.equal(isGood(report), false);
  assert.match(summaryOf(report), /FAILED: app-2 has not recovered/);
});
