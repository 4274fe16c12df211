import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunksOf, createJoiner } from './chunks.ts';

test('what is cut is put together again, and no part is too long for a notification', () => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 20_000, size: 'max' }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(texts, (value) => {
      const join = createJoiner();
      const parts = chunksOf('app-1', JSON.stringify(value));
      assert.ok(parts.every((part) => Buffer.byteLength(part) < 8_000));
      const joined = parts.map(join);
      assert.deepEqual(JSON.parse(joined.at(-1)!), value);
      assert.ok(joined.slice(0, -1).every((each) => each === undefined));
    }),
    { numRuns: 50 },
  );
});

test("senders don't get in each other's way", () => {
  const join = createJoiner();
  const [one, other] = ['a', 'b'].map((text) => JSON.stringify(text.repeat(10_000)));
  const [a, b] = [chunksOf('app-1', one!), chunksOf('app-2', other!)];
  assert.deepEqual([a[0]!, b[0]!, b[1]!, a[1]!].map(join), [undefined, undefined, other, one]);
});

test('a part that was lost costs its own message, and none after that', () => {
  const join = createJoiner();
  const [first, last] = chunksOf('app-1', JSON.stringify('a'.repeat(10_000)));
  assert.deepEqual([last!, first!].map(join), [undefined, undefined]);
  const whole = chunksOf('app-1', '{"short":true}');
  assert.deepEqual(whole.map(join), ['{"short":true}']);
});
