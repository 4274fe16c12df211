import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { etagOf } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import { requireMatch } from './if-match.ts';

/** The to-do was changed at 5, the user's data last at 8, and the write under way makes it 9. */
const versions = { todo: '5.aaaaaaaaaaaa', raised: '9.dddddddddddd' };

function isLetThrough(ifMatch: string | undefined, given = versions): boolean {
  try {
    requireMatch(ifMatch, given);
    return true;
  } catch (error) {
    assert.ok(error instanceof Problem && error.status === 412);
    return false;
  }
}

describe('is let through', () => {
  const seen: Record<string, string | undefined> = {
    'no condition': undefined,
    'any state': '*',
    'the version of the to-do': '"5.aaaaaaaaaaaa"',
    'the tag of a read at that version': etagOf('5.aaaaaaaaaaaa', 'todo:1'),
    'the tag of a read since': etagOf('8.cccccccccccc', 'todos:all'),
    'one of several': '"1.x", "5.aaaaaaaaaaaa","2.y"',
    // A proxy that compresses makes a tag weak; versions are of what was stored, not of its bytes.
    'a tag that a proxy made weak': 'W/"5.aaaaaaaaaaaa"',
  };
  for (const [what, ifMatch] of Object.entries(seen)) {
    test(what, () => assert.ok(isLetThrough(ifMatch)));
  }
});

describe('is 412', () => {
  const seen: Record<string, string> = {
    'a version before': '"4.bbbbbbbbbbbb"',
    'the same count of another history': '"5.zzzzzzzzzzzz"',
    'a version that does not exist yet': '"9.dddddddddddd"',
    'one far ahead': '"999999999999999.aaaaaaaaaaaa"',
    nothing: '',
    'no tag': '5.aaaaaaaaaaaa',
    'an empty tag': '""',
    'no version': '"hello"',
    'a negative one': '"-6.aaaaaaaaaaaa"',
    'one in another notation': '"0x6.aaaaaaaaaaaa", "6e0.a", " 6.a"',
    'a star within a tag': '"*"',
    'half a tag': '"5.aaaaaaaaaaaa',
  };
  for (const [what, ifMatch] of Object.entries(seen)) {
    test(what, () => assert.ok(!isLetThrough(ifMatch)));
  }
});

test('a reader is let through exactly if the to-do has not changed since', () => {
  const count = fc.integer({ min: 1, max: 1_000 });
  fc.assert(
    fc.property(count, count, count, (changed, read, later) => {
      const now = Math.max(changed, read) + later;
      const given = { todo: `${changed}.aaaaaaaaaaaa`, raised: `${now}.bbbbbbbbbbbb` };
      const suffix = read === changed ? 'aaaaaaaaaaaa' : 'cccccccccccc';
      assert.equal(isLetThrough(`"${read}.${suffix}"`, given), read >= changed);
    }),
  );
});

test('no header makes it throw anything else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      isLetThrough(value);
      isLetThrough(`"${value}"`);
    }),
  );
});
