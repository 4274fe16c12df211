import { seededWords } from '../../seed/accounts.ts';
import { pick } from '../../seed/random.ts';
import { settings } from '../settings/settings.ts';
import type { Account } from './account.ts';
import { read, write } from './requests.ts';
import type { Visitor } from './traffic.ts';

/**
 * A person's visit: opens Today, a list and a to-do, and searches. A part of the visits, WRITES by
 * default, adds a to-do, completes it, and looks at Today again.
 */
export function visit(
  { account, random }: Visitor,
  { writes = random() < settings.writes }: { writes?: boolean } = {},
): void {
  const { cookie } = account;
  openToday(cookie);
  read({ route: 'lists', path: '/api/lists' }, cookie);
  if (account.lists.length > 0) openList(account, random);
  if (writes) {
    addAndComplete(cookie, random);
    openToday(cookie);
  }
  read({ route: 'search', path: `/api/todos?q=${pick(seededWords, random)}` }, cookie);
}

function openToday(cookie: string): void {
  read({ route: 'me', path: '/api/me' }, cookie);
  read({ route: 'summary', path: '/api/summary' }, cookie);
  read({ route: 'today', path: '/api/todos?view=today' }, cookie);
}

function openList({ cookie, lists }: Account, random: () => number): void {
  const list = read({ route: 'list', path: `/api/todos?list=${pick(lists, random)}` }, cookie);
  const ids = (list?.json('todos.#.id') ?? []) as string[];
  if (ids.length === 0) return;
  const id = pick(ids.slice(0, 5), random);
  const isRight = (answer: { json: (selector: string) => unknown }) => answer.json('id') === id;
  read({ route: 'todo', path: `/api/todos/${id}`, isRight }, cookie);
}

function addAndComplete(cookie: string, random: () => number): void {
  const body = { title: `Look after the ${pick(seededWords, random)}` };
  const added = write(
    { route: 'add', method: 'POST', path: '/api/todos', body, status: 201 },
    cookie,
  );
  if (!added) return;
  write(
    {
      route: 'complete',
      method: 'PATCH',
      path: `/api/todos/${added.json('id')}`,
      body: { completed: true },
      status: 200,
    },
    cookie,
  );
}
