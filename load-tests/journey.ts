import http, { type Response } from 'k6/http';
import { countRead, countWrite, type Route } from './metrics.ts';
import { pick } from './random.ts';
import { seededWords } from './seeded-accounts.ts';
import { settings } from './settings.ts';

/** One person on one visit. */
export interface Visit {
  cookie: string;
  random: () => number;
  /** Whether the person adds a to-do and completes it. */
  writes: boolean;
}

interface Things {
  lists: { id: string }[];
  todos: { id: string }[];
}

/** What a person does on a visit: opens Today, a list and a to-do, adds and completes, searches. */
export function visit({ cookie, random, writes }: Visit): void {
  openToday(cookie);
  const { lists } = get<Pick<Things, 'lists'>>('lists', '/api/lists', cookie) ?? { lists: [] };
  if (lists.length > 0) openList(pick(lists, random).id, { cookie, random });
  if (writes) {
    addAndComplete(cookie, random);
    openToday(cookie);
  }
  get('search', `/api/todos?q=${pick(seededWords, random)}`, cookie);
}

function openToday(cookie: string): void {
  get('me', '/api/me', cookie);
  get('summary', '/api/summary', cookie);
  get('today', '/api/todos?view=today', cookie);
}

function openList(id: string, { cookie, random }: Omit<Visit, 'writes'>): void {
  const list = get<Pick<Things, 'todos'>>('list', `/api/todos?list=${id}`, cookie);
  if (list && list.todos.length > 0) {
    get('todo', `/api/todos/${pick(list.todos.slice(0, 5), random).id}`, cookie);
  }
}

function addAndComplete(cookie: string, random: () => number): void {
  const params = { headers: { Cookie: cookie, 'Content-Type': 'application/json' } };
  const url = `${settings.baseUrl}/api/todos`;
  const body = JSON.stringify({ title: `Look after the ${pick(seededWords, random)}` });
  const added = http.post(url, body, { ...params, tags: { name: 'add' } });
  countWrite(added, 201);
  if (added.status !== 201) return;
  const { id } = added.json() as { id: string };
  const patch = JSON.stringify({ completed: true });
  countWrite(http.patch(`${url}/${id}`, patch, { ...params, tags: { name: 'complete' } }), 200);
}

/** Reads, and counts what the cache did; undefined for anything but a 200. */
function get<Body>(route: Route, path: string, cookie: string): Body | undefined {
  const answer: Response = http.get(settings.baseUrl + path, {
    headers: { Cookie: cookie },
    tags: { name: route },
  });
  countRead(route, answer);
  return answer.status === 200 ? (answer.json() as Body) : undefined;
}
