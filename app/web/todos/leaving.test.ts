import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Row, withLeaving } from './leaving.ts';

function rows(text: string): Row<{ id: string }>[] {
  return [...text].map((id) => ({ item: { id }, leaving: false }));
}

function shown(before: string, now: string): string {
  const items = [...now].map((id) => ({ id }));
  return withLeaving(rows(before), items, ({ id }) => id)
    .map(({ item, leaving }) => (leaving ? `(${item.id})` : item.id))
    .join('');
}

test('what went away leaves from where it was', () => {
  assert.equal(shown('abc', 'ac'), 'a(b)c');
  assert.equal(shown('abc', 'bc'), '(a)bc');
  assert.equal(shown('abc', 'ab'), 'ab(c)');
  assert.equal(shown('abcd', 'ad'), 'a(b)(c)d');
  assert.equal(shown('abc', ''), '(a)(b)(c)');
});

test('what is new or moved is just where it is', () => {
  assert.equal(shown('ab', 'xab'), 'xab');
  assert.equal(shown('abc', 'cba'), 'cba');
  assert.equal(shown('abc', 'cxa'), 'cxa(b)');
});
