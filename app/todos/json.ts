import { rfc3339 } from '../../db/rfc3339.ts';

/** SQL for a to-do's JSON, of the row `t`. */
export const todoJson = `json_build_object(
  'id', t.id, 'listId', t.list_id, 'title', t.title, 'notes', t.notes,
  'completed', t.completed_at is not null, 'completedAt', ${rfc3339('t.completed_at')},
  'due', coalesce(t.due_on::text, ${rfc3339('t.due_at')}), 'priority', t.priority,
  'labels', t.labels, 'position', t.position, 'version', t.version,
  'createdAt', ${rfc3339('t.created_at')}, 'updatedAt', ${rfc3339('t.updated_at')},
  'deletedAt', ${rfc3339('t.deleted_at')})`;

/** SQL for the day on which a to-do is due in a time zone. `timeZone` is the SQL of its name. */
export function dueDay(timeZone: string): string {
  return `coalesce(t.due_on, (t.due_at at time zone ${timeZone})::date)`;
}

/** SQL for the moment at which a to-do is due. A day begins at its midnight. */
export function dueMoment(timeZone: string): string {
  return `coalesce(t.due_at, t.due_on::timestamp at time zone ${timeZone})`;
}
