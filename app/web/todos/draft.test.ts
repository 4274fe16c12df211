import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsOf, parseLabels, patchOf, rebase } from './draft.ts';
import { exampleTodo } from './example.ts';

const todo = exampleTodo('a', {
  title: 'Old',
  notes: 'n',
  due: '2026-11-21T09:30:45Z',
  labels: ['x'],
});

test('saving sends only what was changed', () => {
  const fields = fieldsOf(todo, 'UTC');
  assert.deepEqual(patchOf(fields, todo, 'UTC'), {}, 'not even the seconds of the due time');
  assert.deepEqual(patchOf({ ...fields, title: ' New ' }, todo, 'UTC'), { title: 'New' });
  assert.deepEqual(patchOf({ ...fields, day: '' }, todo, 'UTC'), { due: null });
  assert.deepEqual(patchOf({ ...fields, time: '' }, todo, 'UTC'), { due: '2026-11-21' });
  assert.deepEqual(patchOf({ ...fields, labels: 'x, y' }, todo, 'UTC'), { labels: ['x', 'y'] });
});

test('what was typed stays on a newer state, the rest follows it', () => {
  const newer = { ...todo, title: 'Theirs', notes: 'theirs', priority: 3 };
  const typed = { ...fieldsOf(todo, 'UTC'), title: 'Mine' };
  const fields = rebase(typed, todo, newer, 'UTC');
  assert.equal(fields.title, 'Mine');
  assert.equal(fields.notes, 'theirs');
  assert.deepEqual(patchOf(fields, newer, 'UTC'), { title: 'Mine' });
});

test('labels are words between commas', () => {
  assert.deepEqual(parseLabels(' home, #phone,, home '), ['home', 'phone']);
  assert.deepEqual(parseLabels(''), []);
});
