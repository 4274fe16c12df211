import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { text } from './fields.ts';

const line = text({ min: 1, max: 500 });
const lines = text({ max: 500, multiline: true });
const anything = fc.string({ unit: 'binary', maxLength: 600 });

test('what is taken is what Postgres can store, and taken again as it is', () => {
  fc.assert(
    fc.property(fc.oneof(anything, fc.string({ unit: 'grapheme' })), (value) => {
      for (const schema of [line, lines]) {
        const result = schema.safeParse(value);
        if (!result.success) continue;
        assert.ok(result.data.isWellFormed());
        assert.ok(!result.data.includes('\0'));
        assert.ok([...result.data].length <= 500);
        assert.equal(schema.parse(result.data), result.data);
      }
    }),
  );
});

test('lengths are counted in code points', () => {
  for (const character of ['a', 'é', '漢', '🥛']) {
    assert.equal(line.parse(character.repeat(500)), character.repeat(500));
    assert.equal(line.safeParse(character.repeat(501)).success, false);
  }
  assert.equal(line.parse('e\u0301'.repeat(500)), 'é'.repeat(500), 'after composing');
  // U+0958 is never composed: one becomes two.
  assert.equal(line.safeParse('\u0958'.repeat(251)).success, false);
});

test('a line has no blanks around it, and must have something else', () => {
  assert.equal(line.parse('\t a b \n'), 'a b');
  const invisible = ['\u200b', '\u200d\ufe0f', '\u3164', '\u2800', '\u202e \u00ad'];
  for (const blank of ['', ' ', '\t\n', '\u3000\u00a0', ...invisible]) {
    const { error } = line.safeParse(blank);
    assert.equal(error?.issues[0]?.message, 'must not be empty');
  }
  for (const visible of ['👩‍🚀', '❤️', 'می‌خواهم']) assert.equal(line.parse(visible), visible);
});

test('control characters are refused, but for the ends of lines and tabs where there may be lines', () => {
  for (const character of ['\0', '\x07', '\x1b', '\x7f', '\x85']) {
    assert.equal(line.safeParse(`a${character}b`).success, false);
    assert.equal(lines.safeParse(`a${character}b`).success, false);
  }
  for (const character of ['\n', '\r\n', '\t']) {
    assert.equal(line.safeParse(`a${character}b`).success, false);
    assert.equal(lines.parse(` a${character}b `), ` a${character}b `);
  }
});

test('half a character is refused', () => {
  for (const half of ['\ud83e', '\udd5b', 'a\ud83e', '\udd5b\ud83e']) {
    assert.equal(line.safeParse(half).success, false);
    assert.equal(lines.safeParse(half).success, false);
  }
});
