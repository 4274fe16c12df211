import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findRegressions, type Versioned } from './versions.ts';

function answer(is: 'read' | 'write', version: string, startMs: number, endMs: number): Versioned {
  return { is, version, startMs, endMs };
}

describe('versions in order', () => {
  const good: Record<string, Versioned[]> = {
    'a write and its reads': [
      answer('write', '2.a', 0, 1),
      answer('read', '2.a', 2, 3),
      answer('read', '2.a', 4, 5),
    ],
    'an old version read while the new one is written': [
      answer('write', '2.a', 0, 1),
      answer('write', '3.b', 2, 9),
      answer('read', '2.a', 3, 8),
    ],
    'one that an unknown write made': [answer('write', '2.a', 0, 1), answer('read', '9.z', 2, 3)],
  };
  for (const [name, answers] of Object.entries(good)) {
    test(name, () => assert.deepEqual(findRegressions(answers), []));
  }
});

describe('versions out of order', () => {
  const bad: Record<string, [Versioned[], string]> = {
    'an older one after a newer one': [
      [answer('write', '9.a', 0, 1), answer('write', '10.b', 2, 3), answer('read', '9.a', 4, 5)],
      'backwards',
    ],
    'a write that raises nothing': [
      [answer('read', '2.a', 0, 1), answer('write', '2.a', 2, 3)],
      'backwards',
    ],
    'one count, two versions': [
      [answer('write', '2.a', 0, 1), answer('read', '2.b', 0, 1)],
      'forked',
    ],
  };
  for (const [name, [answers, kind]] of Object.entries(bad)) {
    test(name, () => assert.equal(findRegressions(answers)[0]?.is, kind));
  }
});

test('it agrees with comparing all pairs', () => {
  const answers = fc.array(
    fc
      .record({
        is: fc.constantFrom('read' as const, 'write' as const),
        count: fc.nat(5),
        from: fc.nat(12),
        takes: fc.nat(5),
      })
      .map(({ is, count, from, takes }) => answer(is, `${count}.x`, from, from + takes)),
    { maxLength: 8 },
  );
  const property = fc.property(answers, (all) => {
    const expected = all.some((later) => all.some((earlier) => isBackwards(earlier, later)));
    assert.equal(findRegressions(all).length > 0, expected);
  });
  fc.assert(property, { numRuns: 5_000 });
});

function isBackwards(earlier: Versioned, later: Versioned): boolean {
  if (earlier.endMs >= later.startMs) return false;
  const difference = Number.parseInt(later.version, 10) - Number.parseInt(earlier.version, 10);
  return later.is === 'write' ? difference <= 0 : difference < 0;
}
