import type { Todo } from '../../todos/schema.ts';
import { lists } from '../lists/lists.ts';
import { formatRoute } from '../navigation/router.ts';
import { Icon } from '../shell/icons.tsx';
import { dueDay, dueLabel, hasTime } from './due.ts';
import type { Day, Filter } from './filter.ts';
import { priorityNames } from './priority.ts';

/** What is known of a to-do besides its title, as far as the page doesn't say it already. */
export function Meta({ todo, filter, day }: { todo: Todo; filter: Filter; day: Day }) {
  const list = lists.value?.find((each) => each.id === todo.listId);
  const showList = list && !list.inbox && filter.list === undefined;
  const nothing = !todo.due && !todo.priority && !todo.notes && !todo.labels.length && !showList;
  if (nothing) return null;
  return (
    <ul class="meta">
      {todo.due !== null && (
        <Due due={todo.due} completed={todo.completed} filter={filter} day={day} />
      )}
      {todo.priority > 0 && (
        <li class={`flag priority-${todo.priority}`}>
          <Icon name="flag" />
          {priorityNames[todo.priority]}
        </li>
      )}
      {showList && (
        <li>
          <a href={formatRoute({ page: 'list', id: list.id, q: '' })}>
            <span class={`dot ${list.color}`} />
            {list.name}
          </a>
        </li>
      )}
      {todo.labels.map((label) => (
        <li key={label}>
          <a href={formatRoute({ page: 'label', label, q: '' })}>#{label}</a>
        </li>
      ))}
      {todo.notes !== '' && (
        <li>
          <Icon name="notes" />
          <span class="visually-hidden">Has notes</span>
        </li>
      )}
    </ul>
  );
}

interface DueProps {
  due: string;
  completed: boolean;
  filter: Filter;
  day: Day;
}

// Under a heading with the day, only the time is news.
function Due({ due, completed, filter, day }: DueProps) {
  const { today, timeZone } = day;
  const on = dueDay(due, timeZone);
  const said = filter.view === 'upcoming' || (filter.view === 'today' && on === today);
  if (said && !hasTime(due)) return null;
  const label = dueLabel(due, today, timeZone);
  const state = completed ? '' : on < today ? 'late' : on === today ? 'now' : '';
  return (
    <li class={`due ${state}`}>
      <Icon name="today" />
      {state === 'late' && <span class="visually-hidden">Overdue: </span>}
      <time dateTime={due}>{said ? label.slice(-5) : label}</time>
    </li>
  );
}
