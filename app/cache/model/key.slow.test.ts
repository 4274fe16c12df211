import assert from 'node:assert/strict';
import { test } from 'node:test';
import { protocol } from './protocol.ts';
import type { Rules, State } from './state.ts';
import { bounds, variants } from './variants.ts';

const compared = 10_000;

/** The keys that one step leads to, other than the state's own: staying put is no step. */
function nextKeys({ steps, key }: ReturnType<typeof protocol>, state: State): string {
  const own = key(state);
  const keys = new Set(steps(state).map(({ to }) => key(to)));
  keys.delete(own);
  return [...keys].sort().join('\n');
}

/** Walks breadth first until `compared` pairs of different states with equal keys were compared. */
function differing(rules: Rules): { pairs: number; differ: number } {
  const system = protocol(rules);
  const first = new Map<string, string>();
  const queue: State[] = [system.initial];
  let pairs = 0;
  let differ = 0;
  first.set(system.key(system.initial), nextKeys(system, system.initial));
  for (let at = 0; at < queue.length && pairs < compared; at += 1) {
    for (const { to } of system.steps(queue[at]!)) {
      const key = system.key(to);
      const known = first.get(key);
      if (known === undefined) {
        first.set(key, nextKeys(system, to));
        queue.push(to);
      } else {
        pairs += 1;
        if (known !== nextKeys(system, to)) differ += 1;
      }
    }
  }
  return { pairs, differ };
}

for (const [name, within] of Object.entries(bounds)) {
  test(`states with equal keys have steps to equal keys: ${name}`, () => {
    const { pairs, differ } = differing(within);
    assert.ok(pairs >= compared, `only ${pairs} pairs were compared`);
    assert.equal(differ, 0);
  });
}

for (const { shortcut, within } of variants) {
  test(`states with equal keys have steps to equal keys: ${shortcut}`, () => {
    assert.equal(differing({ ...within, shortcut }).differ, 0);
  });
}
