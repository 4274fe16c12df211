import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Access, findAnomalies } from './linearizable.ts';

const unknown = Number.POSITIVE_INFINITY;

function write(value: string, startMs: number, endMs: number): Access {
  return { is: 'write', value, startMs, endMs };
}

function read(value: string, startMs: number, endMs: number): Access {
  return { is: 'read', value, startMs, endMs };
}

describe('histories that are linearizable', () => {
  const good: Record<string, Access[]> = {
    'nothing happened': [],
    'one after the other': [write('a', 0, 1), read('a', 2, 3), write('b', 4, 5), read('b', 6, 7)],
    'a read during a write sees the old value': [
      write('a', 0, 1),
      write('b', 2, 9),
      read('a', 3, 4),
    ],
    'a read during a write sees the new value': [
      write('a', 0, 1),
      write('b', 2, 9),
      read('b', 3, 4),
    ],
    'reads at the same time see both values': [
      write('a', 0, 1),
      write('b', 2, 9),
      read('b', 3, 8),
      read('a', 4, 7),
    ],
    'writes at the same time, in the other order': [
      write('a', 0, 9),
      write('b', 1, 8),
      read('b', 10, 11),
    ],
    'an unknown write that was never seen': [
      write('a', 0, 1),
      write('b', 2, unknown),
      read('a', 9, 10),
    ],
    'an unknown write that took effect much later': [
      write('a', 0, 1),
      write('b', 2, unknown),
      read('a', 9, 10),
      read('b', 11, 12),
    ],
  };
  for (const [name, history] of Object.entries(good)) {
    test(name, () => assert.deepEqual(findAnomalies(history), []));
  }
});

describe('histories that are not', () => {
  const bad: Record<string, [Access[], string]> = {
    'a stale read': [[write('a', 0, 1), write('b', 2, 3), read('a', 4, 5)], 'order'],
    'a value that comes back': [
      [write('a', 0, 1), write('b', 2, 9), read('b', 3, 4), read('a', 5, 6)],
      'order',
    ],
    'a lost update': [
      [write('a', 0, 1), write('b', 2, 3), read('b', 4, 5), read('a', 6, 7)],
      'order',
    ],
    'a read from the future': [[write('a', 0, 1), read('b', 2, 3), write('b', 4, 5)], 'future'],
    'a value that nobody wrote': [[write('a', 0, 1), read('c', 2, 3)], 'unwritten'],
    'an unknown write, seen, gone, and seen again': [
      [write('a', 0, 1), write('b', 2, unknown), read('b', 3, 4), read('a', 5, 6), read('b', 7, 8)],
      'order',
    ],
    'a write between two reads of another value': [
      [write('a', 0, 1), read('a', 2, 3), write('b', 4, 5), read('a', 6, 7)],
      'order',
    ],
  };
  for (const [name, [history, kind]] of Object.entries(bad)) {
    test(name, () => {
      const found = findAnomalies(history);
      assert.ok(found.length > 0);
      assert.equal(found[0]?.is, kind);
    });
  }

  test('an anomaly names the four operations that show it', () => {
    const history = [write('a', 0, 1), write('b', 2, 3), read('a', 4, 5)];
    const [a, b, stale] = history;
    assert.deepEqual(findAnomalies(history), [{ is: 'order', one: [a, stale], other: [b, b] }]);
  });
});

test('two writes of one value are no history for this check', () => {
  assert.throws(() => findAnomalies([write('a', 0, 1), write('a', 2, 3)]), /written twice: a/);
});

/** Histories of up to 5 writes, some of them unknown, and up to 5 reads, with many ties. */
const histories = fc
  .record({
    writes: fc.array(fc.record({ from: fc.nat(12), takes: fc.nat(6), unknown: fc.boolean() }), {
      minLength: 1,
      maxLength: 5,
    }),
    reads: fc.array(fc.record({ from: fc.nat(14), takes: fc.nat(6), of: fc.nat(4) }), {
      maxLength: 5,
    }),
  })
  .map(({ writes, reads }) => [
    ...writes.map(({ from, takes, unknown: isUnknown }, value) =>
      write(`${value}`, from, isUnknown ? unknown : from + takes),
    ),
    ...reads.map(({ from, takes, of }) => read(`${of % writes.length}`, from, from + takes)),
  ]);

test('it agrees with trying all orders', () => {
  const verdicts = { linearizable: 0, not: 0 };
  const property = fc.property(histories, (history) => {
    const expected = someOrderFits(history);
    verdicts[expected ? 'linearizable' : 'not'] += 1;
    assert.equal(findAnomalies(history).length === 0, expected);
  });
  fc.assert(property, { numRuns: 20_000 });
  assert.ok(Math.min(verdicts.linearizable, verdicts.not) > 2_000, JSON.stringify(verdicts));
});

/** Wing and Gong's search: takes any operation that no other one has to precede, and goes on. */
function someOrderFits(left: Access[], value?: string): boolean {
  const mustRemain = left.filter(({ endMs }) => endMs !== unknown);
  if (mustRemain.length === 0) return true;
  return left.some((next) => {
    if (left.some((other) => other.endMs < next.startMs)) return false;
    if (next.is === 'read' && next.value !== value) return false;
    const rest = left.filter((other) => other !== next);
    return someOrderFits(rest, next.value);
  });
}
