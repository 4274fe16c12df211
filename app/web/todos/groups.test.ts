import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleTodo } from './example.ts';
import { groupRows } from './groups.ts';

const day = { today: '2026-11-21', timeZone: 'Europe/Madrid' };

function groups(view: 'all' | 'today' | 'upcoming', dues: (string | null)[]) {
  const rows = dues.map((due, index) => ({
    item: exampleTodo(`${index}`, { due }),
    leaving: false,
  }));
  return groupRows(rows, { view }, day).map(({ heading, rows }) => [
    heading,
    rows.map(({ item }) => item.id).join(''),
  ]);
}

test('Today has what is overdue on top, and headings only when there are two groups', () => {
  assert.deepEqual(groups('today', ['2026-11-20', '2026-11-21', '2026-11-21T20:00:00Z']), [
    ['Overdue', '0'],
    ['Due today', '12'],
  ]);
  assert.deepEqual(groups('today', ['2026-11-21']), [[undefined, '0']]);
  assert.deepEqual(groups('today', ['2026-11-01']), [['Overdue', '0']]);
});

test('Upcoming has a group for each day of the reader, in order', () => {
  const late = '2026-11-22T23:30:00Z';
  assert.deepEqual(groups('upcoming', ['2026-11-22', late, '2026-11-23', '2027-01-01']), [
    ['Tomorrow, Sunday 22 November', '0'],
    ['Monday 23 November', '12'],
    ['Friday 1 January 2027', '3'],
  ]);
});

test('other pages are one list', () => {
  assert.deepEqual(groups('all', ['2026-11-20', null]), [[undefined, '01']]);
});
