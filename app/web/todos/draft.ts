import type { Todo } from '../../todos/schema.ts';
import { joinDue, splitDue } from './due.ts';

/** The fields of the editor, as they are typed. Labels are one text, separated by commas. */
export interface Fields {
  title: string;
  notes: string;
  day: string;
  time: string;
  priority: number;
  listId: string;
  labels: string;
}

/** What saving sends: fields of the to-do, those that were changed. */
export type Edit = Partial<
  Pick<Todo, 'title' | 'notes' | 'due' | 'priority' | 'listId' | 'labels'>
>;

/** What the editor starts with. */
export function fieldsOf(todo: Todo, timeZone: string): Fields {
  const { title, notes, priority, listId } = todo;
  const { day, time } = splitDue(todo.due, timeZone);
  return { title, notes, day, time, priority, listId, labels: todo.labels.join(', ') };
}

/** What saving would change of `todo`: only the fields that differ from what it was. */
export function patchOf(fields: Fields, todo: Todo, timeZone: string): Edit {
  const before = fieldsOf(todo, timeZone);
  const patch: Edit = {};
  if (fields.title.trim() !== before.title) patch.title = fields.title.trim();
  if (fields.notes !== before.notes) patch.notes = fields.notes;
  if (fields.priority !== before.priority) patch.priority = fields.priority;
  if (fields.listId !== before.listId) patch.listId = fields.listId;
  if (fields.labels !== before.labels) patch.labels = parseLabels(fields.labels);
  // Compared as typed: the input shows minutes, and saving must not cut the seconds off.
  if (fields.day !== before.day || fields.time !== before.time) {
    patch.due = joinDue(fields.day, fields.time);
  }
  return patch;
}

/**
 * Carries typed fields over to a newer state of the to-do: what the reader hasn't touched follows
 * it, what was typed stays.
 */
export function rebase(fields: Fields, older: Todo, newer: Todo, timeZone: string): Fields {
  const [before, after] = [fieldsOf(older, timeZone), fieldsOf(newer, timeZone)];
  const names = Object.keys(fields) as (keyof Fields)[];
  const touched = names.filter((name) => fields[name] !== before[name]);
  return Object.assign(after, Object.fromEntries(touched.map((name) => [name, fields[name]])));
}

/** Labels from a text with commas: trimmed, a leading # dropped, each once. */
export function parseLabels(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim().replace(/^#/, ''));
  return [...new Set(labels.filter((label) => label !== ''))];
}
