import { hash } from 'node:crypto';
import { isDangling } from '../../db/errors.ts';
import { type Db, query } from '../../db/pool.ts';
import { type Loaded, loadView } from '../cache/load.ts';
import type { Transaction } from '../cache/write.ts';
import { Problem } from '../http/problem.ts';
import { requireMatch } from './if-match.ts';
import { todoJson } from './json.ts';
import type { NewTodo, TodoPatch } from './schema.ts';

/** One to-do, also from the trash; a null body where the user has no such to-do. */
export function selectTodo(db: Db, userId: string, id: string): Promise<Loaded | undefined> {
  return loadView(db, statements.select, [userId, id]);
}

/** Inserts a to-do before all others, into the inbox unless a list is named; returns its id and JSON. */
export async function insertTodo(
  { db, version }: Transaction,
  userId: string,
  todo: NewTodo,
): Promise<{ id: string; json: string }> {
  const rows = await knownList(
    query<{ id: string; json: string }>(db, statements.insert, [
      userId,
      todo.listId ?? null,
      todo.title,
      todo.notes,
      ...dueOf(todo.due),
      todo.priority,
      todo.labels,
      version,
    ]),
  );
  return rows[0]!;
}

/** One to-do of a user, as the client last saw it if it says so. */
export interface Target {
  userId: string;
  id: string;
  ifMatch: string | undefined;
}

/** Changes what the patch names; returns the to-do's JSON. 404, 412, or 422 for an unknown list. */
export async function updateTodo(
  { db, version }: Transaction,
  target: Target,
  patch: TodoPatch,
): Promise<string> {
  await requireUnchanged({ db, version }, target);
  const values: unknown[] = [target.userId, target.id, version];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const assignments = assignmentsOf(patch, bind);
  const text = `
    update todos t set version = $3, updated_at = now(), ${assignments.join(', ')}
    where user_id = $1 and id = $2 returning ${todoJson}::text as json`;
  // Postgres keeps the first 63 bytes of a name; all the names of a patch would exceed them.
  const statement = { name: `update_todo ${hash('sha1', text)}`, text };
  const rows = await knownList(query<{ json: string }>(db, statement, values));
  if (!mayCollide(patch) || !(await isPositionTaken(db, target))) return rows[0]!.json;
  return spreadPositions(db, target);
}

/** Moves a to-do to the trash; one that is there already stays there. 404, 412. */
export async function trashTodo(tx: Transaction, target: Target): Promise<void> {
  await requireUnchanged(tx, target);
  await query(tx.db, statements.trash, [target.userId, target.id, tx.version]);
}

async function requireUnchanged({ db, version }: Transaction, target: Target): Promise<void> {
  const { userId, id, ifMatch } = target;
  const rows = await query<{ version: string }>(db, statements.selectVersion, [userId, id]);
  if (!rows[0]) throw new Problem(404, 'There is no such to-do.');
  requireMatch(ifMatch, { todo: rows[0].version, raised: version });
}

/** The SQL assignments of a patch. The schema admits only the names below. */
function assignmentsOf(patch: TodoPatch, bind: (value: unknown) => string): string[] {
  const columns = {
    title: 'title',
    notes: 'notes',
    priority: 'priority',
    labels: 'labels',
    listId: 'list_id',
    position: 'position',
  } as const;
  const plain = Object.entries(columns).flatMap(([name, column]) => {
    const value = patch[name as keyof typeof columns];
    return value === undefined ? [] : [`${column} = ${bind(value)}`];
  });
  const moments = { completed: 'completed_at', deleted: 'deleted_at' } as const;
  const marked = Object.entries(moments).flatMap(([name, column]) => {
    const value = patch[name as keyof typeof moments];
    if (value === undefined) return [];
    // True and false are parameters, so one prepared statement serves both.
    return [`${column} = case when ${bind(value)}::boolean then coalesce(${column}, now()) end`];
  });
  if (patch.due === undefined) return [...plain, ...marked];
  const [on, at] = dueOf(patch.due);
  return [...plain, ...marked, `due_on = ${bind(on)}`, `due_at = ${bind(at)}`];
}

/** Whether the patch may give a to-do the position of an open one: it is moved, or comes back. */
function mayCollide({ position, completed, deleted }: TodoPatch): boolean {
  return position !== undefined || completed === false || deleted === false;
}

async function isPositionTaken(db: Db, { userId, id }: Target): Promise<boolean> {
  const rows = await query(db, statements.taken, [userId, id]);
  return rows.length > 0;
}

/** After many moves into one gap no number is left in it, so the positions are spread out again. */
async function spreadPositions(db: Db, { userId, id }: Target): Promise<string> {
  await query(db, statements.spread, [userId, id]);
  const rows = await query<{ json: string }>(db, statements.selectJson, [userId, id]);
  return rows[0]!.json;
}

/** A due date as its two columns: a day, or a moment. */
function dueOf(due: string | null): [string | null, string | null] {
  if (due === null) return [null, null];
  return due.includes('T') ? [null, due] : [due, null];
}

async function knownList<T>(statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    if (!isDangling(error, 'todos_user_id_list_id_fkey')) throw error;
    const message = 'is not one of your lists';
    throw new Problem(422, `listId ${message}`, { errors: [{ field: 'listId', message }] });
  }
}

const statements = {
  select: {
    name: 'select_todo',
    text: `
      select u.version, (
        select ${todoJson} from todos t where t.user_id = u.id and t.id = $2)::text as body
      from users u where u.id = $1`,
  },
  selectJson: {
    name: 'select_todo_json',
    text: `select ${todoJson}::text as json from todos t where user_id = $1 and id = $2`,
  },
  selectVersion: {
    name: 'select_todo_version',
    text: 'select version from todos where user_id = $1 and id = $2',
  },
  insert: {
    name: 'insert_todo',
    text: `
      insert into todos as t
        (user_id, list_id, title, notes, due_on, due_at, priority, labels, version, position)
      select $1, coalesce($2, (select id from lists where user_id = $1 and inbox)),
        $3, $4, $5, $6, $7, $8, $9, coalesce(min(position), 0) - 1
      from todos where user_id = $1 and completed_at is null and deleted_at is null
      returning t.id, ${todoJson}::text as json`,
  },
  trash: {
    name: 'trash_todo',
    text: `
      update todos set deleted_at = coalesce(deleted_at, now()), updated_at = now(), version = $3
      where user_id = $1 and id = $2`,
  },
  taken: {
    name: 'is_position_taken',
    text: `
      select from todos t join todos other using (user_id, position)
      where t.user_id = $1 and t.id = $2 and other.id <> t.id
        and other.completed_at is null and other.deleted_at is null limit 1`,
  },
  spread: {
    name: 'spread_positions',
    // The moved to-do comes after the one whose position it was given.
    text: `
      update todos t set position = ranked.rank
      from (
        select id, row_number() over (order by position, id = $2, id) as rank
        from todos where user_id = $1) ranked
      where t.user_id = $1 and t.id = ranked.id`,
  },
};
