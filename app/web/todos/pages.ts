import { computed } from '@preact/signals';
import type { Todo, Todos } from '../../todos/schema.ts';
import { timeZone, today } from '../clock.ts';
import { route } from '../navigation/navigation.ts';
import type { TodosRoute } from '../navigation/router.ts';
import { get } from '../server/api.ts';
import { createResource, type Resource } from '../server/resource.ts';
import { applyChanges, type LoadedPages } from './apply.ts';
import { acknowledged, changes } from './changes.ts';
import { type Filter, filterOf, todosPath } from './filter.ts';

/** The to-dos of one page: what was read, what is shown, and how to read more. */
export interface Page {
  filter: Filter;
  reading: Resource<LoadedPages>;
  loadMore(): Promise<void>;
}

const remembered = 30;
const pages = new Map<string, Page>();

/** The page of the current address; undefined where it shows no to-dos. */
export const currentPage = computed<Page | undefined>(() =>
  'q' in route.value ? pageOf(route.value) : undefined,
);

/** The to-dos shown now, in order; undefined until they were read. */
export const shownTodos = computed<readonly Todo[] | undefined>(() => {
  const page = currentPage.value;
  const reading = page?.reading.value.value;
  if (!page || !reading) return undefined;
  return applyChanges(reading, changes.value, page.filter, { today: today.value, timeZone });
});

/** Reads the to-dos on screen again. */
export function refreshPage(): void {
  void currentPage.peek()?.reading.refresh();
}

function pageOf(current: TodosRoute): Page {
  const filter = filterOf(current);
  const key = JSON.stringify(filter);
  const page = pages.get(key) ?? createPage(filter);
  pages.delete(key);
  pages.set(key, page);
  const oldest = pages.keys().next();
  if (pages.size > remembered && !oldest.done) pages.delete(oldest.value);
  return page;
}

function createPage(filter: Filter): Page {
  let wanted = 1;
  const reading = createResource((signal) => readPages(filter, wanted, signal));
  return {
    filter,
    reading,
    async loadMore() {
      if (reading.value.value?.next == null || reading.loading.value) return;
      wanted++;
      await reading.refresh();
    },
  };
}

// All loaded pages are read again from the first one: cursors say where a page ended in an older
// state. What has not changed costs a 304.
async function readPages(filter: Filter, count: number, signal: AbortSignal): Promise<LoadedPages> {
  const since = acknowledged();
  const todos = new Map<string, Todo>();
  let next: string | null = null;
  for (let page = 0; page < count && (page === 0 || next !== null); page++) {
    const path = todosPath(filter, timeZone, next ?? undefined);
    const read: Todos = await get<Todos>(path, signal);
    for (const todo of read.todos) todos.set(todo.id, todo);
    next = read.next;
  }
  return { todos: [...todos.values()], next, since };
}
