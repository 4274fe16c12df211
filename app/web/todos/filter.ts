import type { Todo, View } from '../../todos/schema.ts';
import type { TodosRoute } from '../navigation/router.ts';
import { dueDay, hasTime } from './due.ts';

/** Which to-dos a page shows, as the server's query has it. */
export interface Filter {
  view: View;
  list?: string;
  label?: string;
  q?: string;
}

/** For whom "today" is which day. */
export interface Day {
  today: string;
  timeZone: string;
}

/**
 * The filter of a page. A search on Today or Upcoming looks at all open to-dos; elsewhere it stays
 * within what the page is about.
 */
export function filterOf(route: TodosRoute): Filter {
  const q = route.q.trim() === '' ? {} : { q: route.q.trim() };
  if (route.page === 'list') return { view: 'all', list: route.id, ...q };
  if (route.page === 'label') return { view: 'all', label: route.label, ...q };
  const searched = 'q' in q && (route.view === 'today' || route.view === 'upcoming');
  return { view: searched ? 'all' : route.view, ...q };
}

/** The address to read a page of to-dos from. */
export function todosPath(filter: Filter, timeZone: string, cursor?: string): string {
  const query = new URLSearchParams({ ...filter, tz: timeZone });
  if (cursor !== undefined) query.set('cursor', cursor);
  return `/api/todos?${query}`;
}

/** True where the reader's own order counts, so that a to-do can be moved. */
export function isOrdered(filter: Filter): boolean {
  return filter.view === 'all' && filter.q === undefined;
}

/** Whether a to-do is shown. What only the server can judge (a search) counts as shown. */
export function belongs(todo: Todo, filter: Filter, { today, timeZone }: Day): boolean {
  if (filter.list !== undefined && todo.listId !== filter.list) return false;
  if (filter.label !== undefined && !todo.labels.includes(filter.label)) return false;
  if (filter.view === 'trash') return todo.deletedAt !== null;
  if (todo.deletedAt !== null) return false;
  if (filter.view === 'completed') return todo.completed;
  if (todo.completed) return false;
  if (filter.view === 'all') return true;
  if (todo.due === null) return false;
  const day = dueDay(todo.due, timeZone);
  return filter.view === 'today' ? day <= today : day > today;
}

/** The server's order, for putting a changed to-do where it will be after the next read. */
export function compare(a: Todo, b: Todo, filter: Filter, timeZone: string): number {
  const [x, y] = [sortKey(a, filter, timeZone), sortKey(b, filter, timeZone)];
  return x < y ? -1 : x > y ? 1 : a.position - b.position;
}

function sortKey(todo: Todo, filter: Filter, timeZone: string): string | number {
  switch (filter.view) {
    case 'today':
    case 'upcoming':
      return dueKey(todo.due ?? '', timeZone);
    case 'completed':
      return -Date.parse(todo.completedAt ?? '');
    case 'trash':
      return -Date.parse(todo.deletedAt ?? '');
    default:
      return todo.position;
  }
}

// A day without a time comes before the times on it.
function dueKey(due: string, timeZone: string): string {
  return dueDay(due, timeZone) + (hasTime(due) ? new Date(due).toISOString() : '');
}
