import { type Db, query } from '../../db/pool.ts';
import { rfc3339 } from '../../db/rfc3339.ts';
import { type Loaded, loadView } from '../cache/load.ts';
import { Problem } from '../http/problem.ts';
import type { ListPatch, NewList } from './schema.ts';

/** All lists in the user's order, as `Lists`. */
export function selectLists(db: Db, userId: string): Promise<Loaded | undefined> {
  return loadView(db, statements.selectLists, [userId]);
}

/** One list; a null body where the user has no such list. */
export function selectList(db: Db, userId: string, id: string): Promise<Loaded | undefined> {
  return loadView(db, statements.selectList, [userId, id]);
}

/** Inserts a list after all others; returns its id and JSON. */
export async function insertList(db: Db, userId: string, { name, color }: NewList) {
  const rows = await query<{ id: string; json: string }>(db, statements.insertList, [
    userId,
    name,
    color,
  ]);
  return rows[0]!;
}

/** Changes what the patch names; returns the list's JSON. 404 where there is no such list. */
export async function updateList(
  db: Db,
  userId: string,
  { id, patch }: { id: string; patch: ListPatch },
): Promise<string> {
  const rows = await query<{ json: string }>(db, statements.updateList, [
    userId,
    id,
    patch.name ?? null,
    patch.color ?? null,
    patch.position ?? null,
  ]);
  if (!rows[0]) throw notFound();
  if (patch.position === undefined) return rows[0].json;
  // After many moves into one gap no number is left in it, so the positions are spread out again.
  const spread = await query<{ id: string; json: string }>(db, statements.spread, [userId, id]);
  return spread.find((list) => list.id === id)?.json ?? rows[0].json;
}

/**
 * Deletes a list and moves its to-dos to the trash, from where they come back into the inbox.
 * 404 where there is no such list, 409 for the inbox.
 */
export async function deleteList(
  db: Db,
  userId: string,
  { id, version }: { id: string; version: string },
): Promise<void> {
  const rows = await query<{ inbox: boolean }>(db, statements.lockList, [userId, id]);
  if (!rows[0]) throw notFound();
  if (rows[0].inbox) throw new Problem(409, 'The inbox cannot be deleted.');
  await query(db, statements.trashTodosOf, [userId, id, version]);
  await query(db, statements.deleteList, [userId, id]);
}

function notFound(): Problem {
  return new Problem(404, 'There is no such list.');
}

const listJson = `json_build_object(
  'id', l.id, 'name', l.name, 'color', l.color, 'inbox', l.inbox, 'position', l.position,
  'createdAt', ${rfc3339('l.created_at')}, 'updatedAt', ${rfc3339('l.updated_at')})`;

const statements = {
  selectLists: {
    name: 'select_lists',
    text: `
      select u.version, json_build_object('lists', (
        select coalesce(json_agg(${listJson} order by l.position, l.id), '[]')
        from lists l where l.user_id = u.id))::text as body
      from users u where u.id = $1`,
  },
  selectList: {
    name: 'select_list',
    text: `
      select u.version, (
        select ${listJson} from lists l where l.user_id = u.id and l.id = $2)::text as body
      from users u where u.id = $1`,
  },
  insertList: {
    name: 'insert_list',
    text: `
      insert into lists as l (user_id, name, color, position)
      select $1, $2, $3, coalesce(max(position), 0) + 1 from lists where user_id = $1
      returning l.id, ${listJson}::text as json`,
  },
  updateList: {
    name: 'update_list',
    text: `
      update lists l set
        name = coalesce($3, name), color = coalesce($4, color),
        position = coalesce($5, position), updated_at = now()
      where user_id = $1 and id = $2
      returning ${listJson}::text as json`,
  },
  spread: {
    name: 'spread_lists',
    // Only where two lists share a position. The moved one comes after the other.
    text: `
      update lists l set position = ranked.rank
      from (
        select id, row_number() over (order by position, id = $2, id) as rank
        from lists where user_id = $1) ranked
      where l.user_id = $1 and l.id = ranked.id and exists (
        select from lists a join lists b using (user_id, position)
        where a.user_id = $1 and a.id = $2 and b.id <> a.id)
      returning l.id, ${listJson}::text as json`,
  },
  lockList: {
    name: 'lock_list',
    text: 'select inbox from lists where user_id = $1 and id = $2 for update',
  },
  trashTodosOf: {
    name: 'trash_todos_of_list',
    text: `
      update todos set
        list_id = (select id from lists where user_id = $1 and inbox),
        deleted_at = coalesce(deleted_at, now()), updated_at = now(), version = $3
      where user_id = $1 and list_id = $2`,
  },
  deleteList: {
    name: 'delete_list',
    text: 'delete from lists where user_id = $1 and id = $2',
  },
};
