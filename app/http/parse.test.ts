import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credentials, NewUser } from '../accounts/schema.ts';
import { ListPatch } from '../lists/schema.ts';
import { NewTodo, TodoPatch, TodoQuery } from '../todos/schema.ts';
import { parse } from './parse.ts';
import { Problem } from './problem.ts';

/** The one message of a 422. */
function complaint(schema: Parameters<typeof parse>[0], input: unknown): string {
  try {
    parse(schema, input);
  } catch (error) {
    assert.ok(error instanceof Problem);
    return error.message;
  }
  return assert.fail(`taken: ${JSON.stringify(input)}`);
}

const todo = (fields: object) => [NewTodo, { title: 'a', ...fields }] as const;
const due = 'due must be a date (2026-11-21) or a date with time (2026-11-21T09:30:00Z)';

const cases: Array<[Parameters<typeof parse>[0], unknown, string]> = [
  [NewTodo, {}, 'title is missing'],
  [NewTodo, { title: 1 }, 'title must be text'],
  [NewTodo, { title: 'a'.repeat(501) }, 'title must have at most 500 characters'],
  [NewTodo, [], 'the body must be an object'],
  [...todo({ due: '2026-02-30' }), due],
  [...todo({ due: '2026-02-30T10:00:00Z' }), due],
  [...todo({ due: 'tomorrow' }), due],
  [...todo({ due: 5 }), due],
  [...todo({ priority: 4 }), 'priority must be at most 3'],
  [...todo({ priority: -1 }), 'priority must be at least 0'],
  [...todo({ priority: 1.5 }), 'priority must be a whole number'],
  [...todo({ priority: '1' }), 'priority must be a number'],
  [...todo({ labels: 'a' }), 'labels must be a list'],
  [...todo({ labels: Array(21).fill('a') }), 'labels must have at most 20 entries'],
  [...todo({ listId: 'x' }), 'listId must be an id'],
  [TodoPatch, { completed: 'yes' }, 'completed must be true or false'],
  [TodoPatch, {}, 'the body must change something'],
  [TodoQuery, { limit: 'abc' }, 'limit must be a number'],
  [TodoQuery, { view: 'none' }, 'view must be one of all, today, upcoming, completed, trash'],
  [
    ListPatch,
    { color: 'mauve' },
    'color must be one of gray, red, orange, yellow, green, blue, purple, pink',
  ],
  [NewUser, { email: 'a@b.test', password: 'short' }, 'password must have at least 8 characters'],
  [
    NewUser,
    { email: 'a@b.test', password: 'a'.repeat(1025) },
    'password must have at most 1024 characters',
  ],
  [Credentials, { email: 'nobody', password: 'a' }, 'email must be an email address'],
];

test('what is wrong with a field is said in words for its sender', () => {
  for (const [schema, input, message] of cases) assert.equal(complaint(schema, input), message);
});

test('no message is in the words of the library', () => {
  for (const [schema, input] of cases)
    assert.doesNotMatch(complaint(schema, input), /invalid|too (big|small)|expected/i);
});
