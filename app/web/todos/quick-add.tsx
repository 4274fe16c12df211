import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { today } from '../clock.ts';
import { inbox } from '../lists/lists.ts';
import type { TodosRoute } from '../navigation/router.ts';
import type { ApiError } from '../server/problem.ts';
import { fieldMessage } from '../server/problem.ts';
import { FormError, TextField } from '../shell/field.tsx';
import { Icon } from '../shell/icons.tsx';
import { notify } from '../undo.ts';
import { addTodo, type TodoInput } from './actions.ts';
import { parseLabels } from './draft.ts';
import { addDays, joinDue } from './due.ts';
import { ListSelect, PrioritySelect } from './selects.tsx';

interface Fields {
  title: string;
  day: string;
  time: string;
  priority: number;
  listId: string;
  labels: string;
}

/** Adds a to-do to what is shown: on Today it is due today, in a list it is in that list. */
export function QuickAdd({ route }: { route: TodosRoute }) {
  const initial = initialFields(route);
  const typed = useSignal<Partial<Fields>>({});
  const problem = useSignal<ApiError | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const fields = { ...initial, ...typed.value };
  const type = (change: Partial<Fields>) => {
    typed.value = { ...typed.value, ...change };
  };

  async function submit(event?: Event): Promise<void> {
    event?.preventDefault();
    const input = inputOf(fields);
    if (input.title === '') return field.current?.focus();
    const before = typed.value;
    // Emptied at once for the next one; a failure brings the text back, unless there is new text.
    typed.value = {};
    field.current?.focus();
    problem.value = await addTodo(input);
    if (!problem.value) return;
    if (Object.keys(typed.value).length === 0) typed.value = before;
    else sayLost(input, problem.value);
  }

  return (
    <form
      class="quick-add"
      aria-label="Add a to-do"
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && (event.target as HTMLElement).blur()}
    >
      <div class="quick-add-line">
        <Icon name="plus" />
        <input
          id="quick-add"
          ref={field}
          aria-label="Add a to-do"
          placeholder="Add a to-do"
          dir="auto"
          autocomplete="off"
          enterkeyhint="done"
          maxLength={500}
          value={fields.title}
          onInput={(event) => type({ title: event.currentTarget.value })}
        />
        <button type="submit" class="button primary small">
          Add
        </button>
      </div>
      <Problem problem={problem.value} />
      <Details fields={fields} type={type} />
    </form>
  );
}

function Problem({ problem }: { problem: ApiError | undefined }) {
  const message = fieldMessage(problem, 'title') ?? problem?.message;
  return message ? <FormError>{message}</FormError> : null;
}

function Details({ fields, type }: { fields: Fields; type: (change: Partial<Fields>) => void }) {
  return (
    <div class="quick-add-details">
      <TextField
        label="Due"
        type="date"
        value={fields.day}
        onInput={(event) => type({ day: event.currentTarget.value })}
      />
      <TextField
        label="Time"
        type="time"
        value={fields.time}
        disabled={fields.day === ''}
        onInput={(event) => type({ time: event.currentTarget.value })}
      />
      <PrioritySelect value={fields.priority} onChange={(priority) => type({ priority })} />
      <ListSelect value={fields.listId} onChange={(listId) => type({ listId })} />
      <TextField
        label="Labels"
        placeholder="errands, phone"
        value={fields.labels}
        onInput={(event) => type({ labels: event.currentTarget.value })}
      />
    </div>
  );
}

function initialFields(route: TodosRoute): Fields {
  const view = route.page === 'view' ? route.view : undefined;
  const day = view === 'today' ? today.value : view === 'upcoming' ? addDays(today.value, 1) : '';
  const listId = route.page === 'list' ? route.id : (inbox.value?.id ?? '');
  const labels = route.page === 'label' ? route.label : '';
  return { title: '', day, time: '', priority: 0, listId, labels };
}

function inputOf({ title, day, time, priority, listId, labels }: Fields): TodoInput {
  return {
    title: title.trim(),
    due: joinDue(day, time),
    priority,
    labels: parseLabels(labels),
    ...(listId === '' ? {} : { listId }),
  };
}

function sayLost(input: TodoInput, problem: ApiError): void {
  notify(`Couldn't add “${input.title}”. ${problem.message}`, 'error', {
    label: 'Try again',
    run: () => void addTodo(input).then((error) => error && sayLost(input, error)),
  });
}
