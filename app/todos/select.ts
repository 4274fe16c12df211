import { type Db, query, type Statement } from '../../db/pool.ts';
import type { Loaded } from '../cache/bodies.ts';
import { decodeCursor, encodeCursor, type KeyType } from './cursor.ts';
import { dueDay, dueMoment, todoJson } from './json.ts';
import type { TodoQuery, View } from './schema.ts';
import { todayIn } from './today.ts';

/** A query with its day: what the view's JSON depends on beside the user's version. */
export interface Selection extends TodoQuery {
  today: string;
}

/** Fixes the day that *today* means, so that the selection has one answer under one version. */
export function selectionOf(given: TodoQuery): Selection {
  const day = byDay.has(given.view) ? todayIn(given.tz) : '';
  return { ...given, tz: day && given.tz, today: day };
}

/** The name of a selection as a view of the cache: equal for equal selections only. */
export function viewOf({ cursor, limit, ...selection }: Selection): string {
  return `todos:${JSON.stringify([identityOf(selection), limit, cursor ?? ''])}`;
}

/** Selects one page, in the order of its view, as `{todos, next}`. */
export async function selectTodos(
  db: Db,
  userId: string,
  selection: Selection,
): Promise<Loaded | undefined> {
  const { statement, values } = compose(userId, selection);
  const [row] = await query<Page>(db, statement, values);
  if (!row) return undefined;
  const next = row.last ? JSON.stringify(encodeCursor(row.last, identityOf(selection))) : 'null';
  const body = Buffer.from(`{"todos":${row.todos},"next":${next}}`);
  return { version: row.version, body };
}

interface Page {
  version: string;
  todos: string;
  /** The keys of the page's last to-do, where there are more. */
  last: string[] | null;
}

interface Ordering {
  where: string;
  keys: string[];
  /** The types the keys are cast to, when they come back in a cursor. */
  types: KeyType[];
  direction: 'asc' | 'desc';
}

const open = 't.completed_at is null and t.deleted_at is null';
const tz = '$2::text';
const day = '$3::date';
const byDue = {
  keys: [dueMoment(tz), 't.position', 't.id'],
  types: ['timestamptz', 'float8', 'uuid'],
  direction: 'asc',
} as const;

/** Where a search without a word looks, such as one for an emoji: the index holds words only. */
const searchedText = `concat_ws(E'\\n', t.title, t.notes, array_to_string(t.labels, E'\\n'))`;

const byDay: ReadonlySet<View> = new Set(['today', 'upcoming']);

const orderings = {
  all: {
    where: open,
    keys: ['t.position', 't.id'],
    types: ['float8', 'uuid'],
    direction: 'asc',
  },
  today: { where: `${open} and ${dueDay(tz)} <= ${day}`, ...byDue },
  upcoming: { where: `${open} and ${dueDay(tz)} > ${day}`, ...byDue },
  completed: {
    where: 't.completed_at is not null and t.deleted_at is null',
    keys: ['t.completed_at', 't.id'],
    types: ['timestamptz', 'uuid'],
    direction: 'desc',
  },
  trash: {
    where: 't.deleted_at is not null',
    keys: ['t.deleted_at', 't.id'],
    types: ['timestamptz', 'uuid'],
    direction: 'desc',
  },
} satisfies Record<
  View,
  Omit<Ordering, 'keys' | 'types'> & { keys: readonly string[]; types: readonly KeyType[] }
>;

/** Only the conditions that are asked for, so that each combination gets a plan of its own. */
function compose(
  userId: string,
  selection: Selection,
): { statement: Statement; values: unknown[] } {
  const { view, list, label, q, limit, cursor } = selection;
  const { where, keys, types, direction } = orderings[view];
  const usesDay = byDay.has(view);
  const values: unknown[] = usesDay ? [userId, selection.tz, selection.today] : [userId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = [where];
  if (list) conditions.push(`t.list_id = ${bind(list)}`);
  if (label) conditions.push(`t.labels @> array[${bind(label)}]`);
  const words = q ? searchOf(q) : '';
  if (words) conditions.push(`t.search @@ to_tsquery('simple', ${bind(words)})`);
  else if (q) conditions.push(`position(${bind(q)} in ${searchedText}) > 0`);
  if (cursor) {
    const after = decodeCursor(cursor, identityOf(selection), types);
    const bound = types.map((type, i) => `${bind(after[i])}::${type}`);
    conditions.push(
      `(${keys.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${bound.join(', ')})`,
    );
  }
  const order = keys.map((key) => `${key} ${direction}`).join(', ');
  const searched = words ? 'words' : q && 'signs';
  const used = [view, list && 'list', label && 'label', searched, cursor && 'after'];
  return {
    statement: {
      name: `select_todos ${used.filter(Boolean).join(' ')}`,
      text: pageOf({ where: conditions.join(' and '), keys, order, limit: bind(limit) }),
    },
    values,
  };
}

function pageOf({
  where,
  keys,
  order,
  limit,
}: Record<'where' | 'order' | 'limit', string> & { keys: readonly string[] }) {
  return `
    with page as (
      select ${todoJson} as json, json_build_array(${keys.map((key) => `${key}::text`).join(', ')}) as keys,
        row_number() over (order by ${order}) as number
      from todos t where t.user_id = $1 and ${where}
      order by ${order} limit ${limit}::int + 1)
    select u.version,
      (select coalesce(json_agg(json order by number), '[]') from page where number <= ${limit})::text as todos,
      (select keys from page where number = ${limit} and (select count(*) from page) > ${limit}) as last
    from users u where u.id = $1`;
}

/** Every word must be there, the last one as a beginning: the reader may still be typing. */
function searchOf(q: string): string {
  const words = q.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.map((word, i) => (i === words.length - 1 ? `${word}:*` : word)).join(' & ');
}

/** What the cursor belongs to: everything but the page itself. */
function identityOf({
  view,
  list,
  label,
  q,
  tz: zone,
  today,
}: Omit<Selection, 'cursor' | 'limit'>) {
  return JSON.stringify([view, list, label, q, zone, today]);
}
