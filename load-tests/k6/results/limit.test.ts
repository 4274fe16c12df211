import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../settings/steps.ts';
import { limitLines } from './limit.ts';
import type { Metrics } from './report.ts';

const steps: Step[] = [10, 20, 30].map((rate) => ({
  name: String(rate),
  fromRate: rate,
  toRate: rate,
  durationMs: 10_000,
}));

interface Seen {
  begun: number;
  p99?: number;
  wrong?: number;
}

function found(seen: Seen[], dropped = 0): string {
  const metrics: Metrics = { 'dropped_iterations{scenario:measured}': values({ count: dropped }) };
  seen.forEach(({ begun, p99 = 50, wrong = 0 }, index) => {
    const tag = `{step:${steps[index]?.name}}`;
    metrics[`trio_visits${tag}`] = values({ count: begun });
    metrics[`trio_time${tag}`] = values({ 'p(99)': p99 });
    metrics[`checks${tag}`] = values({ passes: begun * 8 - wrong, fails: wrong });
  });
  return limitLines(metrics, { steps, maxP99Ms: 500, vus: 300 }).join('\n');
}

function values(numbers: Record<string, number>) {
  return { values: numbers };
}

test('all rates held', () => {
  const line = found([{ begun: 100 }, { begun: 199 }, { begun: 301 }]);
  assert.equal(line, 'HELD 30 visits/s, the highest rate tried: the limit is above (RATE, STEPS)');
});

for (const [why, seen, dropped, line] of [
  [
    'its p99',
    [{ begun: 100 }, { begun: 200 }, { begun: 80, p99: 700 }],
    0,
    'HELD 20 visits/s; 30 visits/s did not hold: p99 700 ms, the limit is 500 ms',
  ],
  [
    'errors',
    [{ begun: 100 }, { begun: 100, wrong: 20 }],
    0,
    'HELD 10 visits/s; 20 visits/s did not hold: 20 of 800 answers were wrong',
  ],
  // What a step left undone may show only while the next one is under way.
  [
    'visits that were not begun',
    [{ begun: 100 }, { begun: 150 }, { begun: 20 }],
    50,
    'HELD 10 visits/s; 20 visits/s did not hold: all 300 virtual users were busy (VUS)',
  ],
  [
    'the first already',
    [{ begun: 100, p99: 500 }],
    0,
    'HELD nothing; 10 visits/s did not hold: p99 500 ms, the limit is 500 ms',
  ],
  [
    'an end before its time',
    [{ begun: 100 }, { begun: 90 }],
    0,
    'HELD 10 visits/s; 20 visits/s did not hold: the run ended before',
  ],
] as const) {
  test(`a rate did not hold by ${why}`, () => assert.equal(found([...seen], dropped), line));
}
