import type { Todo } from '../../todos/schema.ts';
import { address } from '../navigation/navigation.ts';
import { rowKey } from './changes.ts';
import { drafts } from './drafts.ts';
import { Editor } from './editor.tsx';
import type { Day, Filter } from './filter.ts';
import { useKeptFocus } from './focus.ts';
import { groupRows } from './groups.ts';
import { TodoItem } from './item.tsx';
import { useRows } from './rows.ts';

interface Props {
  todos: readonly Todo[];
  filter: Filter;
  day: Day;
}

/** The to-dos of a page, in their groups. */
export function TodoList({ todos, filter, day }: Props) {
  const groups = groupRows(useRows(withDrafts(todos)), filter, day);
  useKeptFocus();
  return (
    <>
      {groups.map(({ key, heading, rows }) => (
        <section key={key} class={`group ${key === 'overdue' ? 'overdue' : ''}`}>
          {heading && <h2>{heading}</h2>}
          <ul class="todos">
            {rows.map(({ item, leaving }) => (
              <li
                key={rowKey(item.id)}
                data-todo={item.id}
                class={leaving ? 'todo leaving' : 'todo'}
                inert={leaving}
              >
                <Content todo={item} filter={filter} day={day} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Content({ todo, filter, day }: { todo: Todo; filter: Filter; day: Day }) {
  const draft = drafts.value.get(rowKey(todo.id));
  return draft && !draft.saving ? (
    <Editor draft={draft} filter={filter} />
  ) : (
    <TodoItem todo={todo} filter={filter} day={day} />
  );
}

// A to-do that is edited here stays, whatever becomes of it elsewhere: the text would be lost.
function withDrafts(todos: readonly Todo[]): readonly Todo[] {
  const here = new Set(todos.map((todo) => todo.id));
  const orphans = [...drafts.value.values()].filter(
    ({ todo, saving, openedOn }) => !saving && openedOn === address.value && !here.has(todo.id),
  );
  return [...orphans.map(({ todo }) => todo), ...todos];
}
