import { signal } from '@preact/signals';

/** A message that disappears by itself, and its button. */
export interface Toast {
  id: number;
  text: string;
  tone: 'info' | 'error';
  action?: { label: string; run: () => void };
}

export const toasts = signal<readonly Toast[]>([]);

const shownAtOnce = 3;
const infoMs = 8_000;
const errorMs = 12_000;
let lastId = 0;
let undoable: Toast[] = [];
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** Shows a message for some seconds; longer when it tells about a failure. */
export function notify(
  text: string,
  tone: Toast['tone'] = 'info',
  action?: Toast['action'],
): Toast {
  const toast: Toast = { id: ++lastId, text, tone, ...(action ? { action } : {}) };
  toasts.value = [...toasts.value, toast].slice(-shownAtOnce);
  holdToast(toast);
  releaseToast(toast);
  return toast;
}

/** Says what was done, with a button that takes it back. The last ones can be undone by key, too. */
export function offerUndo(text: string, undo: () => void): Toast {
  const toast = notify(text, 'info', { label: 'Undo', run: () => take(toast, undo) });
  undoable = [...undoable, toast].slice(-20);
  return toast;
}

/** Takes an offer back, because what it would undo has failed. */
export function withdraw(toast: Toast): void {
  undoable = undoable.filter((each) => each !== toast);
  dismiss(toast);
}

/** Takes back the last change that can be; says so when there is none. */
export function undoLast(): void {
  const last = undoable.at(-1);
  if (last?.action) last.action.run();
  else notify('Nothing to undo.');
}

/** Takes a message away. */
export function dismiss(toast: Toast): void {
  holdToast(toast);
  toasts.value = toasts.value.filter((each) => each.id !== toast.id);
}

/** Keeps a message while the pointer or the focus is on it (WCAG 2.2.1). */
export function holdToast(toast: Toast): void {
  clearTimeout(timers.get(toast.id));
  timers.delete(toast.id);
}

/** Lets a message go after its full time, counted from now. */
export function releaseToast(toast: Toast): void {
  const ms = toast.tone === 'error' ? errorMs : infoMs;
  holdToast(toast);
  timers.set(
    toast.id,
    setTimeout(() => dismiss(toast), ms),
  );
}

function take(toast: Toast, undo: () => void): void {
  if (!undoable.includes(toast)) return;
  withdraw(toast);
  undo();
}
