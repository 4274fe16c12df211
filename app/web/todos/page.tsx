import { useEffect } from 'preact/hooks';
import { timeZone, today } from '../clock.ts';
import { ListActions } from '../lists/list-actions.tsx';
import { lists } from '../lists/lists.ts';
import type { TodosRoute } from '../navigation/router.ts';
import { isTemporary } from '../server/problem.ts';
import { Heading } from '../shell/heading.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { longDay } from './due.ts';
import { Empty } from './empty.tsx';
import type { Day } from './filter.ts';
import { TodoList } from './list.tsx';
import { LoadMore } from './load-more.tsx';
import { currentPage, type Page, shownTodos } from './pages.ts';
import { QuickAdd } from './quick-add.tsx';

const viewTitles = {
  today: 'Today',
  upcoming: 'Upcoming',
  all: 'All',
  completed: 'Completed',
  trash: 'Trash',
};

/** A page of to-dos: its heading, the field to add one, and the list. */
export function TodosPage({ route }: { route: TodosRoute }) {
  const page = currentPage.value;
  useEffect(() => {
    void page?.reading.refresh();
    return () => page?.reading.stop();
  }, [page]);

  if (!page) return null;
  if (route.page === 'list' && isUnknownList(route.id)) return <NotFound what="list" />;
  const canAdd =
    page.filter.q === undefined && page.filter.view !== 'completed' && page.filter.view !== 'trash';
  return (
    <>
      <Heading title={titleOf(route)} note={noteOf(route)}>
        {route.page === 'list' && <ListActions id={route.id} />}
      </Heading>
      {canAdd && <QuickAdd route={route} />}
      <Content page={page} route={route} />
    </>
  );
}

function Content({ page, route }: { page: Page; route: TodosRoute }) {
  const todos = shownTodos.value;
  const problem = page.reading.problem.value;
  const day: Day = { today: today.value, timeZone };
  if (!todos) {
    if (problem && !isTemporary(problem)) return <p class="empty-text">{problem.message}</p>;
    return <Skeleton />;
  }
  return (
    <>
      <TodoList key={JSON.stringify(page.filter)} todos={todos} filter={page.filter} day={day} />
      {todos.length === 0 && <Empty route={route} />}
      <LoadMore page={page} />
    </>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">Loading</span>
      {[60, 42, 74, 50, 66].map((width) => (
        <div key={width} class="skeleton-row" data-width={width} />
      ))}
    </div>
  );
}

function isUnknownList(id: string): boolean {
  return lists.value !== undefined && !lists.value.some((list) => list.id === id);
}

function titleOf(route: TodosRoute): string {
  if (route.q.trim() !== '') return `“${route.q.trim()}”`;
  if (route.page === 'label') return `#${route.label}`;
  if (route.page === 'view') return viewTitles[route.view];
  return lists.value?.find((list) => list.id === route.id)?.name ?? 'List';
}

function noteOf(route: TodosRoute): string | undefined {
  if (route.q.trim() !== '') return 'Search results';
  if (route.page !== 'view') return undefined;
  return route.view === 'today' ? longDay(today.value, today.value) : undefined;
}
