import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { selectionOf } from './routes.ts';
import { TodoQuery, views } from './schema.ts';

/** Texts that could be taken for the name's own punctuation. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...`ab",[]:\\ `), minLength: 1, maxLength: 6 }),
  fc.constantFrom('null', 'undefined', '[]', '","', '\\"', 'UTC', '50', '2026-11-21'),
);
const ids = ['0199d6b4-6f2a-7c0e-8d61-2f3a4b5c6d7e', '0199d6b4-6f2a-7c0e-8d61-2f3a4b5c6d7f'];
const query = fc
  .record(
    {
      view: fc.constantFrom(...views),
      list: fc.constantFrom(...ids),
      label: text.filter((value) => value.trim() !== ''),
      q: text,
      limit: fc.constantFrom('1', '50', '200'),
      cursor: text,
      tz: fc.constantFrom('UTC', 'Europe/Madrid', 'Asia/Tokyo'),
    },
    { requiredKeys: [] },
  )
  .map((given) => TodoQuery.parse(given));

const named = (given: TodoQuery) => selectionOf(given).name;

/** Whether the two ask for the same; by which time zone matters only where the day does. */
function isSame(a: TodoQuery, b: TodoQuery): boolean {
  const relevant = ({ list, label, q, cursor, tz, ...rest }: TodoQuery) => ({
    ...rest,
    // Nothing given, and nothing in it, are the same.
    texts: [list, label, q, cursor || undefined],
    tz: rest.view === 'today' || rest.view === 'upcoming' ? tz : '',
  });
  return isDeepStrictEqual(relevant(a), relevant(b));
}

test('two selections have the same name in the cache exactly if they ask for the same', () => {
  fc.assert(
    fc.property(query, query, (a, b) => {
      assert.equal(named(a) === named(b), isSame(a, b));
      assert.equal(named(a), named({ ...a }));
    }),
    { numRuns: 5_000 },
  );
});

test('one text in another place is another name', () => {
  const names = [
    named(TodoQuery.parse({ label: 'a', q: 'b' })),
    named(TodoQuery.parse({ label: 'b', q: 'a' })),
    named(TodoQuery.parse({ label: 'a","b' })),
    named(TodoQuery.parse({ label: 'a', q: 'b', cursor: '' })),
    named(TodoQuery.parse({ q: 'a' })),
    named(TodoQuery.parse({ label: 'a' })),
    named(TodoQuery.parse({ cursor: 'a' })),
    named(TodoQuery.parse({ label: 'null' })),
    named(TodoQuery.parse({})),
  ];
  assert.equal(new Set(names).size, names.length - 1, 'an empty cursor is none');
});
