import { useEffect, useLayoutEffect } from 'preact/hooks';

const rowSelector = '[data-todo]:not([inert])';

/** The to-do whose row has the focus. */
export function focusedTodoId(): string | undefined {
  return rowOf(document.activeElement)?.dataset.todo;
}

/** Moves the focus to the next (1) or previous (-1) row; to the first when no row has it. */
export function focusNeighbour(step: -1 | 1): void {
  const rows = allRows();
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + step));
  focusRow(rows[next]);
}

/**
 * Keeps the focus in the list while rows move, close their editor or go away: on the same to-do
 * where it still is there, otherwise on the one that took its place.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    const note = (event: Event) => {
      const row = rowOf(event.target);
      last = row && { id: row.dataset.todo ?? '', index: allRows().indexOf(row) };
    };
    document.addEventListener('focusin', note);
    document.addEventListener('pointerdown', note);
    return () => {
      document.removeEventListener('focusin', note);
      document.removeEventListener('pointerdown', note);
    };
  }, []);
  useLayoutEffect(restoreFocus);
}

let last: { id: string; index: number } | undefined;

function restoreFocus(): void {
  const active = document.activeElement;
  const lost = active === document.body || active?.closest('[inert]');
  if (!last || !lost) return;
  const rows = allRows();
  const { id, index } = last;
  focusRow(rows.find((row) => row.dataset.todo === id) ?? rows[Math.min(index, rows.length - 1)]);
}

function focusRow(row: HTMLElement | undefined): void {
  const title = row?.querySelector<HTMLElement>('.todo-title, .editor input');
  title?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

function rowOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element
    ? (target.closest<HTMLElement>('[data-todo]') ?? undefined)
    : undefined;
}

function allRows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(rowSelector)];
}
