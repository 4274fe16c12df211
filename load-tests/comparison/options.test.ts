import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions, setNames } from './options.ts';

test('without options: three modes, five rounds, a search', () => {
  const { modes, rounds, limitMs, cache, scenario } = parseOptions([]);
  assert.deepEqual(modes, ['off', 'memcached', 'tiered']);
  assert.deepEqual([rounds, limitMs, cache, scenario], [5, 100, 'warm', 'browse']);
});

test('quick is shorter, but what is asked for by name is done', () => {
  const usual = parseOptions([]);
  const quick = parseOptions(['--quick', '--rounds', '4']);
  assert.ok(quick.durationS < usual.durationS && quick.trialS < usual.trialS);
  assert.deepEqual([quick.rounds, quick.limitMs], [4, undefined]);
  assert.equal(parseOptions(['--quick', '--search', 'yes']).limitMs, 100);
});

test('a mode that is named twice is two sets', () => {
  assert.deepEqual(setNames(['tiered', 'off', 'tiered']), ['tiered', 'off', 'tiered (2)']);
});

for (const [args, message] of [
  [['--modes', 'off'], /^--modes: must be two at least/],
  [['--modes', 'off,fast'], /^--modes.1: must be some of off, local, memcached, tiered$/],
  [['--rounds', '0'], /^--rounds: /],
  [['--rate', 'much'], /^--rate: must be a number$/],
  [['--cache', 'cold', '--balancer', 'haproxy'], /^--cache: must be warm or empty; --balancer: /],
  [['--search', 'perhaps'], /^--search: must be yes or no$/],
] as const) {
  test(`${args.join(' ')} is refused by name`, () => {
    assert.throws(() => parseOptions([...args]), { message });
  });
}
