import { useEffect, useRef } from 'preact/hooks';
import { timeZone, today } from '../clock.ts';
import { fieldMessage, formMessage } from '../server/problem.ts';
import { FormError, TextField } from '../shell/field.tsx';
import { Icon } from '../shell/icons.tsx';
import { deleteTodo, moveTodo } from './actions.ts';
import { type Draft, leaveDraft, saveDraft, typeInDraft } from './drafts.ts';
import { dueLabel } from './due.ts';
import { type Filter, isOrdered } from './filter.ts';
import { ListSelect, PrioritySelect } from './selects.tsx';

const fields = ['title', 'notes', 'due', 'priority', 'labels', 'listId'];

/** A to-do in edit: in the place of its row, and as a form. */
export function Editor({ draft, filter }: { draft: Draft; filter: Filter }) {
  const title = useRef<HTMLInputElement>(null);
  useEffect(() => title.current?.focus(), []);
  const { fields: typed, problem } = draft;
  const message = draft.newer ? undefined : formMessage(problem, fields);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      leaveDraft(draft);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void saveDraft(draft);
    }
  }

  return (
    <form
      class="editor"
      aria-label={`Edit ${draft.todo.title}`}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void saveDraft(draft);
      }}
    >
      {draft.newer && <Conflict draft={draft} />}
      {message && <FormError>{message}</FormError>}
      <TitleAndNotes draft={draft} field={title} />
      <div class="editor-grid">
        <TextField
          label="Due"
          type="date"
          value={typed.day}
          error={fieldMessage(problem, 'due')}
          onInput={(event) => typeInDraft(draft, { day: event.currentTarget.value })}
        />
        <TextField
          label="Time"
          type="time"
          value={typed.time}
          disabled={typed.day === ''}
          onInput={(event) => typeInDraft(draft, { time: event.currentTarget.value })}
        />
        <PrioritySelect
          value={typed.priority}
          onChange={(priority) => typeInDraft(draft, { priority })}
        />
        <ListSelect value={typed.listId} onChange={(listId) => typeInDraft(draft, { listId })} />
        <TextField
          label="Labels"
          class="wide"
          placeholder="errands, phone"
          value={typed.labels}
          error={fieldMessage(problem, 'labels')}
          onInput={(event) => typeInDraft(draft, { labels: event.currentTarget.value })}
        />
      </div>
      <Buttons draft={draft} filter={filter} />
    </form>
  );
}

function TitleAndNotes({
  draft,
  field,
}: {
  draft: Draft;
  field: { current: HTMLInputElement | null };
}) {
  const titleError = fieldMessage(draft.problem, 'title');
  const notesError = fieldMessage(draft.problem, 'notes');
  return (
    <>
      <input
        ref={field}
        class="editor-title"
        aria-label="Title"
        dir="auto"
        aria-invalid={titleError ? 'true' : undefined}
        required
        maxLength={500}
        value={draft.fields.title}
        onInput={(event) => typeInDraft(draft, { title: event.currentTarget.value })}
      />
      {titleError && <FormError>{titleError}</FormError>}
      <textarea
        class="editor-notes"
        aria-label="Notes"
        dir="auto"
        placeholder="Notes"
        rows={2}
        maxLength={20_000}
        value={draft.fields.notes}
        onInput={(event) => typeInDraft(draft, { notes: event.currentTarget.value })}
      />
      {notesError && <FormError>{notesError}</FormError>}
    </>
  );
}

function Conflict({ draft }: { draft: Draft }) {
  const newer = draft.newer!;
  const due = newer.due && dueLabel(newer.due, today.value, timeZone);
  const state = [newer.deletedAt && 'deleted', newer.completed && 'completed', due].filter(Boolean);
  return (
    <FormError>
      <p>
        This to-do was changed elsewhere while you were editing it. It is now “{newer.title}”
        {state.length > 0 && ` (${state.join(', ')})`}. Saving again replaces what you changed;
        everything else stays as it is there.
      </p>
      <button type="button" class="button small" onClick={() => leaveDraft(draft)}>
        Keep the newer one
      </button>
    </FormError>
  );
}

function Buttons({ draft, filter }: { draft: Draft; filter: Filter }) {
  const { todo } = draft;
  return (
    <div class="editor-buttons">
      <button type="submit" class="button primary">
        Save
      </button>
      <button type="button" class="button" onClick={() => leaveDraft(draft)}>
        Cancel
      </button>
      <span class="editor-icons">
        {isOrdered(filter) && (
          <>
            <IconButton label="Move up" icon="up" onClick={() => void moveTodo(todo, -1)} />
            <IconButton label="Move down" icon="down" onClick={() => void moveTodo(todo, 1)} />
          </>
        )}
        <IconButton
          label="Delete"
          icon="trash"
          onClick={() => {
            leaveDraft(draft);
            void deleteTodo(todo);
          }}
        />
      </span>
    </div>
  );
}

interface IconButtonProps {
  label: string;
  icon: 'up' | 'down' | 'trash';
  onClick: () => void;
}

function IconButton({ label, icon, onClick }: IconButtonProps) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
