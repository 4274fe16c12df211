import type { Todo } from '../../todos/schema.ts';
import { Icon } from '../shell/icons.tsx';
import { completeTodo, deleteTodo, restoreTodo } from './actions.ts';
import { openDraft } from './drafts.ts';
import type { Day, Filter } from './filter.ts';
import { Meta } from './meta.tsx';

interface Props {
  todo: Todo;
  filter: Filter;
  day: Day;
}

/** A to-do's row. Its title is the button that opens the editor, wide as the row. */
export function TodoItem({ todo, filter, day }: Props) {
  const trashed = todo.deletedAt !== null;
  return (
    <div class={`todo-row priority-${todo.priority} ${todo.completed ? 'completed' : ''}`}>
      <label class="check">
        <input
          type="checkbox"
          aria-label={`Complete ${todo.title}`}
          checked={todo.completed}
          disabled={trashed}
          onChange={(event) => {
            // It shows what the to-do is, which the click may fail to change.
            event.currentTarget.checked = todo.completed;
            void completeTodo(todo);
          }}
        />
      </label>
      <div class="todo-text">
        {trashed ? (
          <p class="todo-title" dir="auto" tabIndex={-1}>
            {todo.title}
          </p>
        ) : (
          <button
            type="button"
            class="todo-title"
            dir="auto"
            aria-keyshortcuts="Space Enter Delete Alt+ArrowUp Alt+ArrowDown"
            onClick={() => openDraft(todo)}
          >
            {todo.title}
          </button>
        )}
        <Meta todo={todo} filter={filter} day={day} />
      </div>
      {trashed ? (
        <button type="button" class="button small" onClick={() => void restoreTodo(todo)}>
          Restore<span class="visually-hidden"> {todo.title}</span>
        </button>
      ) : (
        <button
          type="button"
          class="icon-button quiet"
          aria-label={`Delete ${todo.title}`}
          onClick={() => void deleteTodo(todo)}
        >
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}
