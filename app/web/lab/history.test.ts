import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyHistory, extend, type History } from './history.ts';
import { counters, labOf } from './testing/lab.ts';

/** The history after looks at these times, with ten hits in each second. */
function historyOf(timesMs: number[], mode: (atMs: number) => 'off' | 'tiered' = () => 'tiered') {
  return timesMs.reduce<History>((history, atMs) => {
    const server = counters({ uptimeMs: 10_000 + atMs, hits: atMs / 100 });
    return extend(history, { atMs, lab: labOf([server], { cache: { mode: mode(atMs) } }) });
  }, emptyHistory);
}

test('each look but the first adds what has happened since the one before', () => {
  const { frames } = historyOf([0, 1_000, 2_000]);
  assert.deepEqual(
    frames.map(({ atMs, figures }) => [atMs, figures.hit]),
    [
      [1_000, 10],
      [2_000, 10],
    ],
  );
});

test('a look that comes in between is waited out, and what it would show is not lost', () => {
  const { frames, markers } = historyOf([0, 1_000, 1_200, 2_000], (atMs) =>
    atMs < 1_200 ? 'tiered' : 'off',
  );
  assert.deepEqual(
    frames.map(({ figures }) => figures.hit),
    [10, 10],
  );
  assert.deepEqual(markers, [{ atMs: 2_000, label: 'mode off' }]);
});

test('where the stream was lost there is a gap, but what was done meanwhile is marked', () => {
  const { frames, markers, rates } = historyOf([0, 1_000, 61_000], (atMs) =>
    atMs < 61_000 ? 'tiered' : 'off',
  );
  assert.deepEqual(frames.at(-1), { atMs: 61_000, figures: {} });
  assert.deepEqual(markers, [{ atMs: 61_000, label: 'mode off' }]);
  assert.equal(rates.size, 0);
  const after = historyOf([0, 1_000, 61_000, 62_000]);
  assert.equal(after.frames.at(-1)?.figures.hit, 10);
});

test('five minutes are kept, and no more', () => {
  const seconds = Array.from({ length: 400 }, (_, second) => second * 1_000);
  const { frames, markers } = historyOf(seconds, (atMs) => (atMs < 5_000 ? 'off' : 'tiered'));
  assert.equal(frames.at(-1)!.atMs - frames[0]!.atMs, 300_000);
  assert.deepEqual(markers, []);
});
