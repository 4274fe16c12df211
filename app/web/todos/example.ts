import type { Todo } from '../../todos/schema.ts';

/** A to-do for tests: open, in the list `inbox`, changed as said. */
export function exampleTodo(id: string, change: Partial<Todo> = {}): Todo {
  return {
    id,
    listId: 'inbox',
    title: `To-do ${id}`,
    notes: '',
    completed: false,
    completedAt: null,
    due: null,
    priority: 0,
    labels: [],
    position: 0,
    version: '1.a',
    createdAt: '2026-11-01T08:00:00Z',
    updatedAt: '2026-11-01T08:00:00Z',
    deletedAt: null,
    ...change,
  };
}
