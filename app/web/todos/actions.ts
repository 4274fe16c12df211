import type { NewTodo, Todo } from '../../todos/schema.ts';
import { inbox } from '../lists/lists.ts';
import { refreshAll } from '../refresh.ts';
import { send } from '../server/api.ts';
import { online } from '../server/connection.ts';
import { ApiError } from '../server/problem.ts';
import { notify, offerUndo, withdraw } from '../undo.ts';
import type { Change } from './apply.ts';
import { changes, perform } from './changes.ts';
import { notifyOffline, rebaseDraft } from './drafts.ts';
import { currentPage, shownTodos } from './pages.ts';
import { positionAfterMove } from './position.ts';

export type TodoInput = Pick<NewTodo, 'title'> & Partial<NewTodo>;

let provisional = 0;
let lastInsert: Promise<unknown> = Promise.resolve();

/** Adds a to-do above all others. Answers the error when it failed; the caller keeps the text. */
export async function addTodo(input: TodoInput): Promise<ApiError | undefined> {
  if (!online.value) return new ApiError(0, 'You are offline. The to-do was not added.');
  const base = provisionalTodo(input);
  try {
    await perform({ id: base.id, base, patch: {} }, () => insert(input));
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error;
  } finally {
    refreshAll();
  }
}

/** Completes a to-do, or reopens it. */
export function completeTodo(todo: Todo): Promise<void> {
  return take(completion(todo, !todo.completed));
}

/** Moves a to-do to the trash. */
export function deleteTodo(todo: Todo): Promise<void> {
  return take(deletion(todo));
}

/** Takes a to-do out of the trash. */
export function restoreTodo(todo: Todo): Promise<void> {
  return take(restoration(todo));
}

/** Moves a to-do one place up or down; nothing happens at the ends. */
export async function moveTodo(todo: Todo, step: -1 | 1): Promise<void> {
  const shown = shownTodos.value ?? [];
  const index = shown.findIndex((each) => each.id === todo.id);
  const position = positionAfterMove(shown, index, step);
  if (position !== undefined) await take(placement(todo, position));
}

/** A change with its opposite. */
interface Step {
  todo: Todo;
  verb: string;
  patch: Change['patch'];
  request: (id: string) => Promise<Todo | undefined>;
  done: string;
  /** The step back, for the to-do as this one leaves it. */
  opposite: (now: Todo) => Step;
}

function completion(todo: Todo, completed: boolean): Step {
  return {
    todo,
    verb: completed ? 'complete' : 'reopen',
    patch: { completed, completedAt: completed ? new Date().toISOString() : null },
    request: (id) => send<Todo>('PATCH', `/api/todos/${id}`, { body: { completed } }),
    done: completed ? `Completed “${todo.title}”.` : `“${todo.title}” is open again.`,
    opposite: (now) => completion(now, !completed),
  };
}

function deletion(todo: Todo): Step {
  return {
    todo,
    verb: 'delete',
    patch: { deletedAt: new Date().toISOString() },
    request: (id) => send<undefined>('DELETE', `/api/todos/${id}`),
    done: `Deleted “${todo.title}”.`,
    opposite: restoration,
  };
}

function restoration(todo: Todo): Step {
  return {
    todo,
    verb: 'restore',
    patch: { deletedAt: null },
    request: (id) => send<Todo>('PATCH', `/api/todos/${id}`, { body: { deleted: false } }),
    done: `Restored “${todo.title}”.`,
    opposite: deletion,
  };
}

function placement(todo: Todo, position: number): Step {
  return {
    todo,
    verb: 'move',
    patch: { position },
    request: (id) => send<Todo>('PATCH', `/api/todos/${id}`, { body: { position } }),
    done: `Moved “${todo.title}”.`,
    opposite: (now) => placement(now, todo.position),
  };
}

/**
 * Takes a step, which is shown, and can be undone, at once: undoing follows the order of the
 * reader's steps, not that of the answers. When it fails, it is taken back and said why.
 */
async function take(step: Step, undoing = false): Promise<void> {
  if (!online.value) return notifyOffline();
  const { todo, verb, patch, request, done, opposite } = step;
  const undo = () => void take(opposite({ ...todo, ...patch }), true);
  const toast = undoing ? notify(done) : offerUndo(done, undo);
  try {
    rebaseDraft(await perform({ id: todo.id, base: todo, patch }, request));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    withdraw(toast);
    const shown = error.status === 0 ? 'It is shown as last read.' : 'It is as it was.';
    notify(`Couldn't ${verb} “${todo.title}”. ${error.message} ${shown}`, 'error');
  } finally {
    refreshAll();
  }
}

// One after the other: each goes above those before it, and two servers could overtake each other.
function insert(input: TodoInput): Promise<Todo> {
  const inserted = lastInsert
    .catch(() => undefined)
    .then(() => send<Todo>('POST', '/api/todos', { body: input }));
  lastInsert = inserted;
  return inserted;
}

function provisionalTodo(input: TodoInput): Todo {
  const now = new Date().toISOString();
  return {
    id: `provisional-${++provisional}`,
    listId: input.listId ?? inbox.value?.id ?? '',
    title: input.title,
    notes: input.notes ?? '',
    completed: false,
    completedAt: null,
    due: input.due ?? null,
    priority: input.priority ?? 0,
    labels: input.labels ?? [],
    position: topPosition() - 1,
    version: '',
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}

/** Of what is shown, and of what was added while nothing was: the page may not have been read yet. */
function topPosition(): number {
  const shown = (currentPage.value && shownTodos.value?.[0]?.position) ?? 0;
  return Math.min(shown, ...changes.value.map(({ base }) => base.position));
}
