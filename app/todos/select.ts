import { type Db, query, type Statement } from '../../db/pool.ts';
import type { Loaded } from '../cache/load.ts';
import { decodeCursor, encodeCursor, type KeyType } from './cursor.ts';
import { dueDay, dueMoment, todoJson } from './json.ts';
import type { TodoQuery, View } from './schema.ts';

/** What one page is selected by. The view's JSON depends on this and the user's version alone. */
export interface Selection extends TodoQuery {
  /** The date (2026-11-21) that *today* and *upcoming* go by; empty for the other views. */
  today: string;
  /** What a cursor belongs to: everything but the page itself (`limit`, `cursor`). */
  identity: string;
  /** The selection's name as a view of the cache: equal for equal selections only. */
  name: string;
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
  const next = row.last ? JSON.stringify(encodeCursor(row.last, selection.identity)) : 'null';
  const body = Buffer.from(`{"todos":${row.todos},"next":${next}}`);
  return { version: row.version, body };
}

interface Page {
  version: string;
  todos: string;
  /** The sort keys of the page's last to-do, where there are more pages. */
  last: string[] | null;
}

interface Ordering {
  where: string;
  keys: string[];
  /** What the keys of a cursor are cast to. */
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

/** What a search without a word, such as one for an emoji, looks through. The index has words only. */
const searchedText = `concat_ws(E'\\n', t.title, t.notes, array_to_string(t.labels, E'\\n'))`;

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

/** Contains only the conditions asked for, so each combination has a plan of its own. */
function compose(
  userId: string,
  selection: Selection,
): { statement: Statement; values: unknown[] } {
  const { view, list, label, q, limit, cursor } = selection;
  const { where, keys, types, direction } = orderings[view];
  const values: unknown[] = selection.today ? [userId, selection.tz, selection.today] : [userId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = [where];
  if (list) conditions.push(`t.list_id = ${bind(list)}`);
  if (label) conditions.push(`t.labels @> array[${bind(label)}]`);
  const words = q ? searchOf(q) : '';
  if (words) conditions.push(`t.search @@ to_tsquery('simple', ${bind(words)})`);
  else if (q) conditions.push(`position(${bind(q)} in ${searchedText}) > 0`);
  if (cursor) {
    const after = decodeCursor(cursor, selection.identity, types);
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

/** Every word must occur, the last one as a prefix: the reader may still be typing. */
function searchOf(q: string): string {
  const words = q.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.map((word, i) => (i === words.length - 1 ? `${word}:*` : word)).join(' & ');
}
