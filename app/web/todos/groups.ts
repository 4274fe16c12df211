import type { Todo } from '../../todos/schema.ts';
import { dayHeading, dueDay } from './due.ts';
import type { Day, Filter } from './filter.ts';
import type { Row } from './leaving.ts';

/** Rows under one heading; no heading where the page's own says it all. */
export interface Group {
  key: string;
  heading: string | undefined;
  rows: Row<Todo>[];
}

/**
 * Today has what is overdue above what is due today, Upcoming a group for each day. The order
 * within a group stays; days come in order.
 */
export function groupRows(rows: readonly Row<Todo>[], filter: Filter, day: Day): Group[] {
  if (filter.view !== 'today' && filter.view !== 'upcoming') {
    return [{ key: 'all', heading: undefined, rows: [...rows] }];
  }
  const keyOf = filter.view === 'today' ? overdueOrToday : dueDayOf;
  const groups = new Map<string, Row<Todo>[]>();
  for (const row of rows) {
    const key = keyOf(row.item, day);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const keys = [...groups.keys()].sort();
  return keys.map((key) => ({ key, heading: headingOf(key, keys, day), rows: groups.get(key)! }));
}

function overdueOrToday(todo: Todo, day: Day): string {
  return dueDayOf(todo, day) < day.today ? 'overdue' : 'today';
}

function dueDayOf(todo: Todo, { timeZone }: Day): string {
  return todo.due === null ? '' : dueDay(todo.due, timeZone);
}

function headingOf(key: string, keys: string[], { today }: Day): string | undefined {
  if (key === 'overdue') return 'Overdue';
  if (key === 'today') return keys.includes('overdue') ? 'Due today' : undefined;
  return key === '' ? undefined : dayHeading(key, today);
}
