import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { jsonOf } from '../../testing/answers.ts';
import { type Desk, openDesk } from '../../testing/todos.ts';
import type { Todos } from './schema.ts';

async function search({ at }: Desk, q: string, more = ''): Promise<string[]> {
  const answer = await at('GET', `?q=${encodeURIComponent(q)}${more}`);
  return (await jsonOf<Todos>(answer)).todos.map(({ title }) => title);
}

describe('a search finds', () => {
  const todos = [
    { title: 'Call the dentist', notes: 'About the invoice\nof March' },
    { title: 'Buy milk and bread', labels: ['errands', 'corner shop'] },
    { title: 'Café com açúcar', notes: 'ΑΒΓΔ Straße 東京' },
    { title: 'Write to ada.lovelace@example.test', notes: 'https://example.test/a/long-path?x=1' },
    { title: 'C++ & a+b=c, $100, 3.14, snake_case, x|y, <b>bold</b>' },
  ];
  const [dentist, milk, cafe, mail, signs] = todos.map(({ title }) => title) as [
    string,
    ...string[],
  ];
  const cases: Array<[q: string, found: Array<string | undefined>]> = [
    ['dentist', [dentist]],
    ['DENTIST call', [dentist]],
    ['dent', [dentist]],
    ['invoice', [dentist]],
    ['mar', [dentist]],
    ['dent invoice', []],
    ['ist', []],
    ['errands', [milk]],
    ['corner sh', [milk]],
    ['milk errand', [milk]],
    ['café', [cafe]],
    ['cafe\u0301', [cafe]],
    ['CAFÉ', [cafe]],
    ['αβγ', [cafe]],
    ['straß', [cafe]],
    ['東京', [cafe]],
    ['ada.lovelace', [mail]],
    ['lovelace', [mail]],
    ['example.test', [mail]],
    ['long-path', [mail]],
    ['C++', [cafe, dentist, milk, signs]],
    ['a+b', [signs]],
    ['$100', [signs]],
    ['3.1', [signs]],
    ['snake', [signs]],
    ['case', [signs]],
    ['bold', [signs]],
    ['nothing of it', []],
    // Nothing to look for is no condition.
    ['', [signs, mail, cafe, milk, dentist]],
    ['  ', [signs, mail, cafe, milk, dentist]],
    // Signs and pictures are no words: they are found where they stand.
    ['🥛', []],
    ['+', [signs]],
    ['++ &', [signs]],
    ["!'&|():*\\<->", []],
  ];

  test('every word in title, notes and labels, the last one by its beginning', async (t) => {
    const desk = await openDesk(t);
    for (const todo of todos) await desk.add(todo);
    for (const [q, found] of cases) {
      assert.deepEqual((await search(desk, q)).sort(), [...found].sort(), q);
    }
  });

  test('in any view, beside other conditions', async (t) => {
    const desk = await openDesk(t);
    const { id } = await desk.add({ title: 'milk one', labels: ['a'] });
    await desk.add({ title: 'milk two', labels: ['a'] });
    await desk.add({ title: 'milk three', labels: ['b'] });
    await desk.at('PATCH', `/${id}`, { completed: true });
    assert.deepEqual(await search(desk, 'milk'), ['milk three', 'milk two']);
    assert.deepEqual(await search(desk, 'milk', '&label=a'), ['milk two']);
    assert.deepEqual(await search(desk, 'milk', '&view=completed'), ['milk one']);
    assert.deepEqual(await search(desk, 'milk', '&view=trash'), []);
  });
});

test('no search is an error, whatever is typed', async (t) => {
  const desk = await openDesk(t);
  await desk.add({ title: 'a' });
  const typed = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 50 }),
    fc.string({ unit: fc.constantFrom(...`ab '"\\&|!():*<>-%_;$@`), maxLength: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(typed, async (q) => {
      const { status } = await desk.at('GET', `?q=${encodeURIComponent(q)}`);
      assert.ok(status === 200 || (status === 422 && /\p{Cc}/u.test(q.trim())), `${status}: ${q}`);
    }),
    { numRuns: 100 },
  );
});

test('a to-do is found by each word of its title, and by how each begins', async (t) => {
  const desk = await openDesk(t);
  const word = fc.string({
    unit: fc.constantFrom(...'abXYZ019éßñΩжш東京'),
    minLength: 1,
    maxLength: 8,
  });
  const between = fc.constantFrom(
    ' ',
    ', ',
    '-',
    '_',
    '/',
    '.',
    '@',
    '+',
    '=',
    '<',
    '>',
    '$',
    '`',
    '~',
    '^',
    '|',
    '🥛',
    '…',
    '€',
    '„',
    '”',
    ' – ',
  );
  const title = fc.array(fc.tuple(word, between), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(title, fc.nat(), async (parts, seed) => {
      const text = parts
        .map(([w, b]) => w + b)
        .join('')
        .trim();
      const todo = await desk.add({ title: text });
      const [picked] = parts[seed % parts.length]!;
      const typed = [...picked].slice(0, 1 + (seed % [...picked].length)).join('');
      for (const q of [picked, typed, text]) {
        const found = await search(desk, q, '&limit=200');
        assert.ok(found.includes(todo.title), `${JSON.stringify(q)} in ${JSON.stringify(text)}`);
      }
      await desk.at('DELETE', `/${todo.id}`);
    }),
    { numRuns: 60 },
  );
});
