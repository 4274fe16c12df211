import type { Summary, Todo, View } from '../schema.ts';

/** What the to-dos of one user should be, kept in memory by a test that changes the real ones. */
export interface Model {
  lists: string[];
  inbox: string;
  todos: ModelTodo[];
}

export interface ModelTodo {
  id: string;
  listId: string;
  title: string;
  due: string | null;
  labels: string[];
  /** Taken over from the server; the order of moves has a test of its own. */
  position: number;
  /** When, counted in changes; undefined where it isn't. */
  completedAt: number | undefined;
  deletedAt: number | undefined;
}

/** A time zone whose offset is always the same, and the day that it is there. */
export interface Where {
  zone: string;
  offset: string;
  today: string;
}

const compareIds = (a: ModelTodo, b: ModelTodo) => (a.id < b.id ? -1 : 1);

/** The ids of a view, in its order. */
export function viewOf({ todos }: Model, view: View, where: Where): string[] {
  const isOpen = (t: ModelTodo) => t.completedAt === undefined && t.deletedAt === undefined;
  const day = (t: ModelTodo) => dueDay(t, where) ?? 'none';
  const byPlace = (a: ModelTodo, b: ModelTodo) => a.position - b.position || compareIds(a, b);
  const byDue = (a: ModelTodo, b: ModelTodo) => dueMs(a, where) - dueMs(b, where) || byPlace(a, b);
  const latest = (time: 'completedAt' | 'deletedAt') => (a: ModelTodo, b: ModelTodo) =>
    b[time]! - a[time]! || compareIds(b, a);
  const found = {
    all: () => todos.filter(isOpen).sort(byPlace),
    today: () => todos.filter((t) => isOpen(t) && day(t) <= where.today).sort(byDue),
    upcoming: () =>
      todos.filter((t) => isOpen(t) && t.due !== null && day(t) > where.today).sort(byDue),
    completed: () =>
      todos
        .filter((t) => t.completedAt !== undefined && t.deletedAt === undefined)
        .sort(latest('completedAt')),
    trash: () => todos.filter((t) => t.deletedAt !== undefined).sort(latest('deletedAt')),
  }[view]();
  return found.map(({ id }) => id);
}

/** The counts, in all and for each list and label; these in no order. */
export function summaryOf({ todos, lists }: Model, where: Where): Summary {
  const live = todos.filter(({ deletedAt }) => deletedAt === undefined);
  const labels = [...new Set(live.flatMap((todo) => todo.labels))];
  return {
    ...countsOf(live, where),
    lists: lists.map((id) => ({
      id,
      ...countsOf(
        live.filter(({ listId }) => listId === id),
        where,
      ),
    })),
    labels: labels.map((label) => ({
      label,
      ...countsOf(
        live.filter((todo) => todo.labels.includes(label)),
        where,
      ),
    })),
  };
}

function countsOf(live: ModelTodo[], where: Where) {
  const open = live.filter(({ completedAt }) => completedAt === undefined);
  const days = open.map((todo) => dueDay(todo, where)).filter((day) => day !== undefined);
  return {
    open: open.length,
    dueToday: days.filter((day) => day === where.today).length,
    overdue: days.filter((day) => day < where.today).length,
    completed: live.length - open.length,
  };
}

function dueMs({ due }: ModelTodo, { offset }: Where): number {
  return Date.parse(due!.includes('T') ? due! : `${due}T00:00:00${offset}`);
}

/** The day something is due on: the date of its moment, on a clock of that offset. */
function dueDay(todo: ModelTodo, where: Where): string | undefined {
  if (todo.due === null) return undefined;
  if (!todo.due.includes('T')) return todo.due;
  const aheadMs =
    Date.parse('2000-01-01T00:00:00Z') - Date.parse(`2000-01-01T00:00:00${where.offset}`);
  return new Date(dueMs(todo, where) + aheadMs).toISOString().slice(0, 10);
}

/** A to-do of the model, as it was added. */
export function modelled({ id, listId, title, due, labels, position }: Todo): ModelTodo {
  const notYet = { completedAt: undefined, deletedAt: undefined };
  return { id, listId, title, due, labels, position, ...notYet };
}
