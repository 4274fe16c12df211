import { time } from '../cache/load-view.ts';

/** SQL for a to-do's JSON, of the row `t`. */
export const todoJson = `json_build_object(
  'id', t.id, 'listId', t.list_id, 'title', t.title, 'notes', t.notes,
  'completed', t.completed_at is not null, 'completedAt', ${time('t.completed_at')},
  'due', coalesce(t.due_on::text, ${time('t.due_at')}), 'priority', t.priority,
  'labels', t.labels, 'position', t.position, 'version', t.version,
  'createdAt', ${time('t.created_at')}, 'updatedAt', ${time('t.updated_at')},
  'deletedAt', ${time('t.deleted_at')})`;

/** SQL for the day a to-do is due, in the time zone that the parameter names. */
export function dueDay(timeZone: string): string {
  return `coalesce(t.due_on, (t.due_at at time zone ${timeZone})::date)`;
}

/** SQL for the moment it is due; one that is due on a day is so from its midnight on. */
export function dueMoment(timeZone: string): string {
  return `coalesce(t.due_at, t.due_on::timestamp at time zone ${timeZone})`;
}
