import { useRef, useState } from 'preact/hooks';
import type { Todo } from '../../todos/schema.ts';
import { rowKey } from './changes.ts';
import { type Row, withLeaving } from './leaving.ts';

/** As long as the animation in motion.css; nothing lingers for those who want no motion. */
const leavingMs = 280;

/** To-dos as rows, those that went away for as long as their leaving is animated. */
export function useRows(todos: readonly Todo[]): Row<Todo>[] {
  const before = useRef<Row<Todo>[]>([]);
  const gone = useRef(new Map<string, number>());
  const [, again] = useState(0);

  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const now = performance.now();
  const rows = withLeaving(before.current, todos, keyOf).filter(({ item, leaving }) => {
    const key = keyOf(item);
    if (!leaving) {
      gone.current.delete(key);
      return true;
    }
    if (still) return false;
    const since = gone.current.get(key);
    if (since !== undefined) return now - since < leavingMs;
    gone.current.set(key, now);
    setTimeout(() => again((count) => count + 1), leavingMs + 20);
    return true;
  });
  before.current = rows;
  return rows;
}

// Not the id: a to-do that was just added gets another one from the server.
function keyOf(todo: Todo): string {
  return rowKey(todo.id);
}
