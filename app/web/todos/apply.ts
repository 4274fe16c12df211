import type { Todo } from '../../todos/schema.ts';
import { belongs, compare, type Day, type Filter } from './filter.ts';

/**
 * A change that the reader already sees. It lies over what was read until a read that *started*
 * after its acknowledgement comes back, so that an older read in flight can't undo it on screen.
 */
export interface Change {
  id: string;
  /** The to-do as it was before; what shows it on pages that don't have it. */
  base: Todo;
  patch: Partial<Todo>;
  /** When it was acknowledged, on the clock that counts acknowledgements; absent while it waits. */
  ackedAt?: number;
}

/** To-dos as they were read, and how many acknowledgements there had been when the read started. */
export interface LoadedPages {
  todos: readonly Todo[];
  /** The cursor of what isn't loaded yet. */
  next: string | null;
  since: number;
}

/** What a page shows: what was read, with the changes that this reading doesn't have yet. */
export function applyChanges(
  reading: LoadedPages,
  changes: readonly Change[],
  filter: Filter,
  day: Day,
): Todo[] {
  const shown = [...reading.todos];
  for (const change of changes) {
    if (change.ackedAt !== undefined && change.ackedAt <= reading.since) continue;
    applyChange(shown, change, { filter, day, complete: reading.next === null });
  }
  return shown;
}

function applyChange(shown: Todo[], change: Change, page: Page): void {
  const { filter, day } = page;
  const index = shown.findIndex((each) => each.id === change.id);
  const before = shown[index];
  // A search is judged by the server alone: what it hasn't found is not put there.
  if (!before && filter.q !== undefined) return;
  const after = { ...(before ?? change.base), ...change.patch };
  if (before) shown.splice(index, 1);
  if (!belongs(after, filter, day)) return;
  if (before && compare(before, after, filter, day.timeZone) === 0) {
    shown.splice(index, 0, after);
    return;
  }
  const place = shown.findIndex((each) => compare(after, each, filter, day.timeZone) < 0);
  if (place >= 0) shown.splice(place, 0, after);
  else if (before || page.complete) shown.push(after);
}

interface Page {
  filter: Filter;
  day: Day;
  /** Nothing is left to load, so that the end of the list is known. */
  complete: boolean;
}
