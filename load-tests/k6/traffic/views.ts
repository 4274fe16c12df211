import { seededWords } from '../../seed/accounts.ts';
import type { Account } from './account.ts';
import type { Read } from './requests.ts';

/** What most people look at, the most popular first. */
const popular: Read[] = [
  { route: 'today', path: '/api/todos?view=today' },
  { route: 'summary', path: '/api/summary' },
  { route: 'lists', path: '/api/lists' },
  { route: 'all', path: '/api/todos' },
  { route: 'upcoming', path: '/api/todos?view=upcoming' },
  { route: 'completed', path: '/api/todos?view=completed' },
];

/** Number of views of this account that the mixes read. */
export function viewCount({ lists, todos }: Account): number {
  return popular.length + lists.length + seededWords.length + todos.length;
}

/** The view of this rank: what all people look at, then the lists, searches, and single to-dos. */
export function viewAt({ lists, todos }: Account, rank: number): Read {
  const common = popular[rank];
  if (common) return common;
  const list = lists[rank - popular.length];
  if (list) return { route: 'list', path: `/api/todos?list=${list}` };
  const word = seededWords[rank - popular.length - lists.length];
  if (word) return { route: 'search', path: `/api/todos?q=${word}` };
  const id = todos[rank - popular.length - lists.length - seededWords.length];
  return { route: 'todo', path: `/api/todos/${id}`, isRight: (answer) => answer.json('id') === id };
}
