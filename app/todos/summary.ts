import type { Db } from '../../db/pool.ts';
import { type Loaded, loadView } from '../cache/load.ts';
import { dueDay } from './json.ts';

/** Selects the counts of open, due, overdue and completed to-dos: in total, by list, by label. */
export function selectSummary(
  db: Db,
  userId: string,
  { timeZone, today }: { timeZone: string; today: string },
): Promise<Loaded | undefined> {
  return loadView(db, statement, [userId, timeZone, today]);
}

const counts = `
  'open', count(*) filter (where open), 'dueToday', count(*) filter (where open and day = $3::date),
  'overdue', count(*) filter (where open and day < $3::date),
  'completed', count(*) filter (where not open)`;

const statement = {
  name: 'select_summary',
  text: `
    with live as (
      select t.list_id, t.labels, t.completed_at is null as open, ${dueDay('$2::text')} as day
      from todos t where t.user_id = $1 and t.deleted_at is null),
    by_list as (
      select l.position, l.id, json_build_object('id', l.id, ${counts.replaceAll('count(*)', 'count(live)')}) as json
      from lists l left join live on live.list_id = l.id where l.user_id = $1 group by l.id),
    by_label as (
      select label, json_build_object('label', label, ${counts}) as json
      from live cross join unnest(labels) as label group by label)
    select u.version, (
      select json_build_object(${counts},
        'lists', (select coalesce(json_agg(json order by position, id), '[]') from by_list),
        'labels', (select coalesce(json_agg(json order by label), '[]') from by_label))
      from live)::text as body
    from users u where u.id = $1`,
};
