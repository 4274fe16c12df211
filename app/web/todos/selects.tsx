import { useId } from 'preact/hooks';
import { lists } from '../lists/lists.ts';
import { priorityNames } from './priority.ts';

interface SelectProps<T> {
  value: T;
  onChange: (value: T) => void;
}

/** The four priorities. */
export function PrioritySelect({ value, onChange }: SelectProps<number>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Priority</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      >
        {priorityNames.map((name, priority) => (
          <option key={name} value={priority}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The user's lists, by name. */
export function ListSelect({ value, onChange }: SelectProps<string>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>List</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {lists.value?.map((list) => (
          <option key={list.id} value={list.id}>
            {list.name}
          </option>
        ))}
      </select>
    </div>
  );
}
