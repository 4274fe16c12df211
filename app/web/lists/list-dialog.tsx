import { signal, useSignal } from '@preact/signals';
import type { List } from '../../lists/schema.ts';
import { navigate } from '../navigation/navigation.ts';
import { formatRoute } from '../navigation/router.ts';
import { ApiError, fieldMessage, formMessage } from '../server/problem.ts';
import { Dialog } from '../shell/dialog.tsx';
import { FormError, TextField } from '../shell/field.tsx';
import { colors } from './colors.ts';
import { createList, updateList } from './lists.ts';

const edited = signal<List | 'new' | undefined>(undefined);

/** Opens the form for a list; without one, for a new list. */
export function openListDialog(list: List | 'new' = 'new'): void {
  edited.value = list;
}

/** The form for a list's name and colour. */
export function ListDialog() {
  const list = edited.value;
  if (!list) return null;
  const close = () => {
    edited.value = undefined;
  };
  return (
    <Dialog title={list === 'new' ? 'New list' : 'Edit the list'} onClose={close}>
      <ListForm list={list === 'new' ? undefined : list} onDone={close} />
    </Dialog>
  );
}

function ListForm({ list, onDone }: { list: List | undefined; onDone: () => void }) {
  const name = useSignal(list?.name ?? '');
  const color = useSignal<List['color']>(list?.color ?? 'blue');
  const problem = useSignal<ApiError | undefined>(undefined);
  const busy = useSignal(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    busy.value = true;
    try {
      await save(list, { name: name.value.trim(), color: color.value });
      onDone();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = error;
    }
    busy.value = false;
  }

  const message = formMessage(problem.value, ['name']);
  return (
    <form class="stack" onSubmit={submit}>
      {message && <FormError>{message}</FormError>}
      <TextField
        label="Name"
        dir="auto"
        autocomplete="off"
        autofocus
        required
        maxLength={100}
        value={name.value}
        error={fieldMessage(problem.value, 'name')}
        onInput={(event) => (name.value = event.currentTarget.value)}
      />
      <Colors color={color.value} onChange={(chosen) => (color.value = chosen)} />
      <button type="submit" class="button primary" disabled={busy.value}>
        {list ? 'Save' : 'Create'}
      </button>
    </form>
  );
}

interface ColorsProps {
  color: List['color'];
  onChange: (color: List['color']) => void;
}

function Colors({ color, onChange }: ColorsProps) {
  return (
    <fieldset class="colors">
      <legend>Colour</legend>
      {colors.map((each) => (
        <label key={each} class="color" title={each}>
          <input
            type="radio"
            name="color"
            class="visually-hidden"
            checked={each === color}
            onChange={() => onChange(each)}
          />
          <span class={`dot ${each}`} />
          <span class="visually-hidden">{each}</span>
        </label>
      ))}
    </fieldset>
  );
}

async function save(list: List | undefined, input: Pick<List, 'name' | 'color'>): Promise<void> {
  if (list) return updateList(list.id, input);
  const { id } = await createList(input);
  navigate(formatRoute({ page: 'list', id, q: '' }));
}
