import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explore, type Step, type System } from './explore.ts';

/** Two jugs of five and three litres: what they hold, and what may be done with them. */
type Jugs = readonly [five: number, three: number];

function jugs(forbidden: (state: Jugs) => boolean): System<Jugs> {
  const step = (does: string, five: number, three: number): Step<Jugs> => ({
    by: 'someone',
    does,
    to: [five, three],
  });
  return {
    initial: [0, 0],
    steps: ([five, three]) => [
      step('fill five', 5, three),
      step('fill three', five, 3),
      step('empty five', 0, three),
      step('empty three', five, 0),
      step('five into three', Math.max(0, five + three - 3), Math.min(3, five + three)),
      step('three into five', Math.min(5, five + three), Math.max(0, five + three - 5)),
    ],
    violation: (state) => (forbidden(state) ? 'forbidden' : undefined),
    key: (state) => state.join(),
  };
}

/** Counters that each go up to a limit, one step at a time. */
function counters(count: number, limit: number, key: (counts: number[]) => string) {
  const steps = (counts: number[]) =>
    counts.flatMap((value, i) =>
      value < limit ? [{ by: `${i}`, does: 'count', to: counts.with(i, value + 1) }] : [],
    );
  const initial = Array.from({ length: count }, () => 0);
  return explore({ initial, steps, violation: () => undefined, key });
}

describe('explore', () => {
  test('finds a shortest way to four litres', () => {
    const { counterexample } = explore(jugs(([five]) => five === 4));
    assert.equal(counterexample?.violation, 'forbidden');
    assert.deepEqual(
      counterexample.steps.map(({ does }) => does),
      [
        'fill five',
        'five into three',
        'empty three',
        'five into three',
        'fill five',
        'five into three',
      ],
    );
    assert.deepEqual(counterexample.steps.at(-1)?.to, [4, 3]);
  });

  test('finds nothing where there is nothing, after all that can be reached', () => {
    const all = explore(jugs(([five, three]) => five > 5 || three > 3));
    assert.equal(all.counterexample, undefined);
    // Every pair in which at least one jug is full or empty: the border of a grid of 6 by 4.
    assert.equal(all.states, 16);
    assert.equal(all.transitions, 16 * 6);
  });

  test('a violation at the start is a trace without steps', () => {
    const { counterexample, depth } = explore(jugs(() => true));
    assert.deepEqual(counterexample, { violation: 'forbidden', steps: [] });
    assert.equal(depth, 0);
  });

  test('counts states, transitions and depth', () => {
    const all = counters(3, 4, (counts) => counts.join());
    assert.equal(all.states, 5 ** 3);
    assert.equal(all.transitions, 3 * 4 * 5 ** 2);
    assert.equal(all.depth, 12);
  });

  test('a key that is equal for what behaves alike makes fewer states, of the same depth', () => {
    const all = counters(3, 4, (counts) => counts.toSorted().join());
    // Three out of five, with repetition and without order.
    assert.equal(all.states, 35);
    assert.equal(all.depth, 12);
  });
});
