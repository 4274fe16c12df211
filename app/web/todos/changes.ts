import { signal } from '@preact/signals';
import type { Todo } from '../../todos/schema.ts';
import type { Change } from './apply.ts';

/** Changes over what was read, in the order they were made. */
export const changes = signal<readonly Change[]>([]);

let acknowledgements = 0;
const kept = 200;
const aliases = new Map<string, string>();
const keys = new Map<string, string>();
const queues = new Map<string, Promise<unknown>>();

/** The number of acknowledgements so far: what a read that starts now will include. */
export function acknowledged(): number {
  return acknowledgements;
}

/** The server's id for a to-do that may have been added under a provisional one. */
function settledId(id: string): string {
  return aliases.get(id) ?? id;
}

/** What identifies a to-do's row from before its id was known until the page is closed. */
export function rowKey(id: string): string {
  return keys.get(id) ?? id;
}

/**
 * Shows a change at once and makes it; takes it back when `request` fails, whose error it throws.
 * Changes to one to-do are made one after the other, so that they arrive in the order of clicks.
 * `request` gets the server's id and answers the to-do as it is now (undefined: as shown).
 */
export async function perform(
  change: Pick<Change, 'id' | 'base' | 'patch'>,
  request: (id: string) => Promise<Todo | undefined>,
): Promise<Todo> {
  const mine: Change = { ...change, id: settledId(change.id) };
  changes.value = [...changes.value, mine];
  const queue = rowKey(mine.id);
  const before = queues.get(queue);
  const done = (before ?? Promise.resolve())
    .catch(() => undefined)
    .then(() => request(settledId(mine.id)));
  queues.set(queue, done);
  window.addEventListener('beforeunload', warn);
  try {
    const todo = await done;
    return acknowledge(mine, todo ?? { ...mine.base, ...mine.patch });
  } catch (error) {
    changes.value = changes.value.filter((each) => each !== mine);
    throw error;
  } finally {
    if (queues.get(queue) === done) queues.delete(queue);
    if (queues.size === 0) window.removeEventListener('beforeunload', warn);
  }
}

/** What is shown but not yet stored would be lost with the page: the browser asks before that. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function acknowledge(mine: Change, todo: Todo): Todo {
  acknowledgements++;
  if (todo.id !== mine.id) {
    aliases.set(mine.id, todo.id);
    keys.set(todo.id, mine.id);
  }
  // A to-do that was added is told apart by its provisional id in changes that came after it.
  const renamed = changes.value.map((each) =>
    each.id === mine.id && each !== mine ? Object.assign(each, { id: todo.id }) : each,
  );
  Object.assign(mine, { id: todo.id, base: todo, patch: todo, ackedAt: acknowledgements });
  changes.value = renamed.filter((each, index) => !each.ackedAt || index >= renamed.length - kept);
  return todo;
}
