import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type Exploration, explore } from './explore.ts';
import { protocol } from './protocol.ts';
import type { State } from './state.ts';
import { traceLines } from './trace.ts';
import { bounds, variants } from './variants.ts';

function exploreAndTell(t: TestContext, rules: Parameters<typeof protocol>[0]): Exploration<State> {
  const startMs = performance.now();
  const exploration = explore(protocol(rules));
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  const { states, transitions, depth, counterexample } = exploration;
  t.diagnostic(`${states} states, ${transitions} transitions, depth ${depth}, ${seconds} s`);
  if (counterexample) for (const line of traceLines(counterexample)) t.diagnostic(line);
  return exploration;
}

describe('the right protocol keeps both invariants in every state', () => {
  for (const [name, within] of Object.entries(bounds)) {
    test(name, (t) => {
      const { counterexample, states } = exploreAndTell(t, within);
      assert.equal(counterexample, undefined);
      // Far fewer would mean that something can't happen any more.
      assert.ok(states > 100_000, `only ${states} states`);
    });
  }
});

describe('each shortcut has a counterexample', () => {
  for (const { shortcut, does, within } of variants) {
    test(`${shortcut}: ${does}`, (t) => {
      const { counterexample } = exploreAndTell(t, { ...within, shortcut });
      assert.ok(counterexample, 'it was not caught');
    });
  }

  test('I2 is broken alone where only the acknowledgement waits for the marker', () => {
    const rules = { ...bounds.pointers, shortcut: 'markAfterCommit' } as const;
    assert.equal(explore(protocol(rules)).counterexample?.violation, 'I2');
  });
});
