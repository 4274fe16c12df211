import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Todo } from '../../todos/schema.ts';
import { applyChanges, type Change } from './apply.ts';
import { exampleTodo } from './example.ts';
import type { Filter } from './filter.ts';

const day = { today: '2026-11-21', timeZone: 'UTC' };
const todos = ['a', 'b', 'c'].map((id, position) => exampleTodo(id, { position }));

function change(id: string, patch: Partial<Todo>, ackedAt?: number): Change {
  const base = todos.find((each) => each.id === id) ?? exampleTodo(id, { position: -1 });
  return { id, base, patch, ...(ackedAt === undefined ? {} : { ackedAt }) };
}

function shown(changes: Change[], filter: Filter = { view: 'all' }, reading = {}): string {
  const read = { todos, next: null, since: 5, ...reading };
  return applyChanges(read, changes, filter, day)
    .map((todo) => todo.id)
    .join('');
}

test('a change is seen while it waits, and until a later read has it', () => {
  const completed = { completed: true };
  assert.equal(shown([change('b', completed)]), 'ac');
  assert.equal(shown([change('b', completed, 6)]), 'ac');
  assert.equal(shown([change('b', completed, 5)]), 'abc', 'the reading started after it');
});

test('a change that was taken back leaves what was read', () => {
  assert.equal(shown([]), 'abc');
});

test('changes to one to-do add up in their order', () => {
  assert.equal(shown([change('b', { completed: true }), change('b', { completed: false })]), 'abc');
});

test('a move puts it between its new neighbours', () => {
  assert.equal(shown([change('a', { position: 1.5 })]), 'bac');
  assert.equal(shown([change('c', { position: -1 })]), 'cab');
});

test('a new one comes in where it will be, and only where it belongs', () => {
  assert.equal(shown([change('x', {})]), 'xabc');
  assert.equal(shown([change('x', {})], { view: 'all', list: 'other' }), 'abc');
  assert.equal(shown([change('x', {})], { view: 'all', q: 'words' }), 'abc');
  const due = [exampleTodo('d', { due: '2026-11-20' }), exampleTodo('e', { due: '2026-11-21' })];
  const onToday = (change: Change) => shown([change], { view: 'today' }, { todos: due });
  assert.equal(onToday(change('x', { due: '2026-11-21' })), 'dxe');
  assert.equal(onToday(change('x', { due: '2026-11-22' })), 'de');
});

test('what would be on a page not loaded yet is not put at the end', () => {
  const last = change('x', { position: 9 });
  assert.equal(shown([last]), 'abcx');
  assert.equal(shown([last], { view: 'all' }, { next: 'cursor' }), 'abc');
});
