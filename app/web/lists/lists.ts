import { computed, signal } from '@preact/signals';
import type { List } from '../../lists/schema.ts';
import type { Summary } from '../../todos/schema.ts';
import { timeZone } from '../clock.ts';
import { get, send } from '../server/api.ts';
import { online } from '../server/connection.ts';
import { ApiError } from '../server/problem.ts';
import { createResource } from '../server/resource.ts';
import { refreshPage } from '../todos/pages.ts';
import { notify, offerUndo } from '../undo.ts';

const reading = createResource((signal) => get<{ lists: List[] }>('/api/lists', signal));
export const summary = createResource((signal) =>
  get<Summary>(`/api/summary?${new URLSearchParams({ tz: timeZone })}`, signal),
);

/** Lists whose deletion can still be undone: they are gone on screen only. */
const leaving = signal<ReadonlyMap<string, ReturnType<typeof setTimeout>>>(new Map());

/** Long enough to notice a mistake and reach the button; the message stays as long. */
const undoMs = 8_000;

/** The reader's lists, the inbox first; undefined until they were read. */
export const lists = computed(() => {
  const known = reading.value.value?.lists.filter((list) => !leaving.value.has(list.id));
  return known?.toSorted((a, b) => Number(b.inbox) - Number(a.inbox) || a.position - b.position);
});

export const inbox = computed(() => lists.value?.find((list) => list.inbox));

/** Reads the lists and what is open in them again. */
export function refreshLists(): void {
  void reading.refresh();
  void summary.refresh();
}

/** A list's name, or undefined while it isn't known. */
export function listName(id: string): string | undefined {
  return lists.value?.find((list) => list.id === id)?.name;
}

/** Creates a list. Throws ApiError, for its form to show. */
export async function createList(input: Pick<List, 'name' | 'color'>): Promise<List> {
  const list = await send<List>('POST', '/api/lists', { body: input });
  await reading.refresh();
  return list;
}

/** Changes a list's name or colour. Throws ApiError, for its form to show. */
export async function updateList(id: string, patch: Pick<List, 'name' | 'color'>): Promise<void> {
  await send('PATCH', `/api/lists/${id}`, { body: patch });
  await reading.refresh();
}

/**
 * Deletes a list and moves its to-dos to the trash: at once on screen, and on the server when undo
 * is over. So undo is exact, whatever the list held. Returns false when refused.
 */
export function deleteList(list: List): boolean {
  if (!online.value) {
    notify('You are offline. Nothing was changed.', 'error');
    return false;
  }
  const timer = setTimeout(() => void commitDeletion(list), undoMs);
  leaving.value = new Map(leaving.value).set(list.id, timer);
  offerUndo(`Deleted the list “${list.name}”.`, () => keep(list));
  return true;
}

/** Sends the deletions that still wait, before the page closes. */
export function flushDeletions(): void {
  for (const [id, timer] of leaving.value) {
    clearTimeout(timer);
    void send('DELETE', `/api/lists/${id}`, { keepalive: true }).catch(() => undefined);
  }
}

async function commitDeletion(list: List): Promise<void> {
  try {
    await send('DELETE', `/api/lists/${list.id}`);
    await reading.refresh();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 404) {
      notify(`Couldn't delete the list “${list.name}”. ${error.message}`, 'error');
    }
  }
  keep(list);
  refreshLists();
  refreshPage();
}

function keep(list: List): void {
  const left = new Map(leaving.value);
  clearTimeout(left.get(list.id));
  left.delete(list.id);
  leaving.value = left;
}
