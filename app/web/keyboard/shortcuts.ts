import { inbox } from '../lists/lists.ts';
import { navigate } from '../navigation/navigation.ts';
import { helpOpen } from '../shell/help.tsx';
import { singleKeys } from '../theme.ts';
import { completeTodo, deleteTodo, moveTodo, restoreTodo } from '../todos/actions.ts';
import { openDraft } from '../todos/drafts.ts';
import { isOrdered } from '../todos/filter.ts';
import { focusedTodoId, focusNeighbour } from '../todos/focus.ts';
import { currentPage, shownTodos } from '../todos/pages.ts';
import { undoLast } from '../undo.ts';
import { type Command, readKey } from './keys.ts';

const goMs = 1_500;
const typed = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

/** Makes keys into commands, outside of fields and dialogs. Returns how to stop. */
export function listenToKeys(): () => void {
  let goUntil = 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!singleKeys.value || event.defaultPrevented || document.querySelector('dialog[open]'))
      return;
    const command = readKey({ ...pressOf(event), afterG: event.timeStamp < goUntil });
    goUntil = command?.do === 'await-go' ? event.timeStamp + goMs : 0;
    if (!command) return;
    event.preventDefault();
    run(command);
  };
  // Firefox presses a button when Space is released, whatever became of the key press.
  const onKeyUp = (event: KeyboardEvent) => {
    if (singleKeys.value && event.key === ' ' && placeOf(event.target) === 'title') {
      event.preventDefault();
    }
  };
  document.addEventListener('keydown', onKeyDown);
  document.addEventListener('keyup', onKeyUp);
  return () => {
    document.removeEventListener('keydown', onKeyDown);
    document.removeEventListener('keyup', onKeyUp);
  };
}

function pressOf({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent) {
  const typing = target instanceof Element && target.closest(typed) !== null;
  return { key, ctrlKey, metaKey, altKey, typing, on: placeOf(target) };
}

function placeOf(target: EventTarget | null): 'title' | 'row' | 'elsewhere' {
  if (!(target instanceof Element) || !target.closest('[data-todo]')) return 'elsewhere';
  return target.matches('.todo-title') ? 'title' : 'row';
}

function run(command: Command): void {
  if (command.do === 'add') focusAdd();
  else if (command.do === 'search') document.querySelector<HTMLInputElement>('#search')?.select();
  else if (command.do === 'next') focusNeighbour(1);
  else if (command.do === 'previous') focusNeighbour(-1);
  else if (command.do === 'undo') undoLast();
  else if (command.do === 'help') helpOpen.value = true;
  else if (command.do === 'go') go(command.to);
  else runOnTodo(command.do);
}

function runOnTodo(what: Command['do']): void {
  const id = focusedTodoId();
  const todo = shownTodos.value?.find((each) => each.id === id);
  if (!todo) return;
  const ordered = currentPage.value !== undefined && isOrdered(currentPage.value.filter);
  if (todo.deletedAt !== null) {
    if (what === 'complete') void restoreTodo(todo);
  } else if (what === 'complete') void completeTodo(todo);
  else if (what === 'edit') openDraft(todo);
  else if (what === 'delete') void deleteTodo(todo);
  else if (ordered && what === 'move-up') void moveTodo(todo, -1);
  else if (ordered && what === 'move-down') void moveTodo(todo, 1);
}

function go(to: Extract<Command, { do: 'go' }>['to']): void {
  if (to === 'settings') navigate('/settings');
  else if (to !== 'inbox') navigate(`/${to}`);
  else if (inbox.value) navigate(`/list/${inbox.value.id}`);
}

// Where nothing can be added, the key leads to where it can.
function focusAdd(): void {
  const field = () => document.querySelector<HTMLInputElement>('#quick-add');
  field()?.focus();
  if (field()) return;
  navigate({ page: 'view', view: 'all', q: '' });
  // After the new page's heading has had the focus.
  setTimeout(() => field()?.focus(), 50);
}
