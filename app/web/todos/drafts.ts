import { signal } from '@preact/signals';
import type { Todo } from '../../todos/schema.ts';
import { timeZone } from '../clock.ts';
import { address } from '../navigation/navigation.ts';
import { refreshAll } from '../refresh.ts';
import { get, send } from '../server/api.ts';
import { online } from '../server/connection.ts';
import { ApiError } from '../server/problem.ts';
import { notify, offerUndo, withdraw } from '../undo.ts';
import { perform, rowKey } from './changes.ts';
import { type Fields, fieldsOf, patchOf, rebase } from './draft.ts';

/** An edit that isn't saved yet. It outlives navigation, and a failed save. */
export interface Draft {
  /** The state it was made from: its version is what saving must still find. */
  todo: Todo;
  fields: Fields;
  saving: boolean;
  /** The address of the page it was opened on, where it stays until it is left. */
  openedOn: string;
  problem?: ApiError;
  /** A newer state came up while this was typed. */
  newer?: Todo;
}

/** Drafts by the key of their row. */
export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

/** Opens the editor in the place of the row; one that is open stays as it is. */
export function openDraft(todo: Todo, fields = fieldsOf(todo, timeZone)): void {
  if (!drafts.value.has(rowKey(todo.id)))
    put({ todo, fields, saving: false, openedOn: address.value });
}

/** Takes what was typed. */
export function typeInDraft(draft: Draft, fields: Partial<Fields>): void {
  put({ ...draft, fields: { ...draft.fields, ...fields } });
}

/** Closes the editor. Typed text can be had back for a while. */
export function leaveDraft(draft: Draft): void {
  remove(draft);
  if (isEmpty(patchOf(draft.fields, draft.todo, timeZone))) return;
  offerUndo('Edit discarded.', () => openDraft(draft.todo, draft.fields));
}

/** Follows the reader's own changes to the same to-do, which are no conflict. */
export function rebaseDraft(todo: Todo): void {
  const draft = drafts.value.get(rowKey(todo.id));
  if (!draft || draft.saving) return;
  put({ ...draft, todo, fields: rebase(draft.fields, draft.todo, todo, timeZone) });
}

/**
 * Saves what was changed, if the to-do is still the one the draft was made from. While that lasts
 * the row shows the change; when it fails, the editor is back with the text and the reason.
 */
export async function saveDraft({ todo, fields, openedOn }: Draft): Promise<void> {
  const draft: Draft = { todo, fields, openedOn, saving: true };
  const patch = patchOf(fields, todo, timeZone);
  if (isEmpty(patch)) return remove(draft);
  if (!online.value) return notifyOffline();
  put(draft);
  const ifMatch = todo.version;
  const saved = perform({ id: todo.id, base: todo, patch }, (id) =>
    send<Todo>('PATCH', `/api/todos/${id}`, { body: patch, ifMatch }),
  );
  const offer = offerUndo(`Saved “${patch.title ?? todo.title}”.`, () => void revert(saved, todo));
  try {
    await saved;
    remove(draft);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    withdraw(offer);
    put({ ...draft, saving: false, problem: error });
    if (error.status === 412) await showNewer(draft, error);
  }
  refreshAll();
}

/** Says that nothing can be saved now. */
export function notifyOffline(): void {
  notify('You are offline. Nothing was changed; your text is still here.', 'error');
}

// An undo is an edit like any other: guarded by the version that it takes back.
async function revert(saving: Promise<Todo>, before: Todo): Promise<void> {
  try {
    const saved = await saving;
    const patch = patchOf(fieldsOf(before, timeZone), saved, timeZone);
    if (isEmpty(patch)) return;
    await perform({ id: saved.id, base: saved, patch }, (id) =>
      send<Todo>('PATCH', `/api/todos/${id}`, { body: patch, ifMatch: saved.version }),
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const reason = error.status === 412 ? 'It was changed again since.' : error.message;
    notify(`Couldn't undo the edit of “${before.title}”. ${reason}`, 'error');
  }
  refreshAll();
}

async function showNewer(draft: Draft, problem: ApiError): Promise<void> {
  try {
    const newer = await get<Todo>(`/api/todos/${draft.todo.id}`);
    const fields = rebase(draft.fields, draft.todo, newer, timeZone);
    put({ ...draft, todo: newer, fields, saving: false, newer, problem });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    put({ ...draft, saving: false, problem: error });
  }
}

function put(draft: Draft): void {
  drafts.value = new Map(drafts.value).set(rowKey(draft.todo.id), draft);
}

function remove(draft: Draft): void {
  const left = new Map(drafts.value);
  left.delete(rowKey(draft.todo.id));
  drafts.value = left;
}

function isEmpty(patch: object): boolean {
  return Object.keys(patch).length === 0;
}
