import type { View } from '../../todos/schema.ts';

/** What a key does. `go` leads to a page. */
export type Command =
  | { do: 'add' | 'search' | 'next' | 'previous' | 'complete' | 'edit' | 'delete' }
  | { do: 'move-up' | 'move-down' | 'undo' | 'help' | 'await-go' }
  | { do: 'go'; to: View | 'inbox' | 'settings' };

/** The part of a KeyboardEvent that counts, and where the focus is. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Where keys are text. Nothing is taken from there. */
  typing: boolean;
  /** On a to-do's row: `title` is its button, which Enter presses by itself. */
  on: 'title' | 'row' | 'elsewhere';
  /** `g` was the key before. */
  afterG: boolean;
}

/** For the help: keys as printed on them, and what they do. */
export const keyHelp: readonly { keys: string[]; does: string }[] = [
  { keys: ['n', 'a'], does: 'Add a to-do' },
  { keys: ['/'], does: 'Search' },
  { keys: ['j', '↓'], does: 'Next to-do' },
  { keys: ['k', '↑'], does: 'Previous to-do' },
  { keys: ['x', 'Space'], does: 'Complete or reopen' },
  { keys: ['e', 'Enter'], does: 'Edit' },
  { keys: ['Delete', '⌫'], does: 'Delete' },
  { keys: ['Alt + ↑', 'Alt + ↓'], does: 'Move up or down' },
  { keys: ['z'], does: 'Undo' },
  { keys: ['g t'], does: 'Go to Today' },
  { keys: ['g u'], does: 'Go to Upcoming' },
  { keys: ['g a'], does: 'Go to All' },
  { keys: ['g i'], does: 'Go to Inbox' },
  { keys: ['g c'], does: 'Go to Completed' },
  { keys: ['g r'], does: 'Go to Trash' },
  { keys: ['g s'], does: 'Go to Settings' },
  { keys: ['Esc'], does: 'Leave a field, an editor or a dialog' },
  { keys: ['?'], does: 'Show these keys' },
];

const single: Record<string, Command> = {
  n: { do: 'add' },
  a: { do: 'add' },
  '/': { do: 'search' },
  j: { do: 'next' },
  ArrowDown: { do: 'next' },
  k: { do: 'previous' },
  ArrowUp: { do: 'previous' },
  z: { do: 'undo' },
  '?': { do: 'help' },
  g: { do: 'await-go' },
};

const onRow: Record<string, Command> = {
  x: { do: 'complete' },
  e: { do: 'edit' },
  Delete: { do: 'delete' },
  Backspace: { do: 'delete' },
};

const places: Record<string, Extract<Command, { do: 'go' }>['to']> = {
  t: 'today',
  u: 'upcoming',
  a: 'all',
  i: 'inbox',
  c: 'completed',
  r: 'trash',
  s: 'settings',
};

/** The command of a key press, or undefined where the key is the browser's or the field's. */
export function readKey(press: KeyPress): Command | undefined {
  if (press.typing || press.ctrlKey || press.metaKey) return undefined;
  if (press.altKey) return press.on === 'elsewhere' ? undefined : moveOf(press.key);
  if (press.afterG) {
    const to = places[press.key];
    if (to) return { do: 'go', to };
  }
  // Space on a checkbox or a button is theirs; on the title it completes.
  if (press.key === ' ') return press.on === 'title' ? { do: 'complete' } : undefined;
  return single[press.key] ?? (press.on === 'elsewhere' ? undefined : onRow[press.key]);
}

function moveOf(key: string): Command | undefined {
  if (key === 'ArrowUp') return { do: 'move-up' };
  return key === 'ArrowDown' ? { do: 'move-down' } : undefined;
}
