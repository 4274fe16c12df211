import http, { type RefinedParams, type Response } from 'k6/http';
import { failureOf } from '../results/failure.ts';
import { countAnswer, type ReadRoute, type WriteRoute } from '../results/metrics.ts';
import { settings } from '../settings/settings.ts';

/** Timeout of a request: a person has left by then. */
const timeoutMs = 10_000;

export interface Read {
  route: ReadRoute;
  path: string;
  /** Whether the body is right; by default, any body of its route's shape is. */
  isRight?: (answer: Response) => boolean;
}

/**
 * Bytes that every right body of a route contains. They are looked up in the text after a check
 * that it is JSON: parsing each body would cost more than the request.
 */
const shapes: Record<ReadRoute, string> = {
  me: 'email',
  lists: 'lists.0.id',
  summary: 'open',
  today: 'todos.#',
  all: 'todos.#',
  upcoming: 'todos.#',
  completed: 'todos.#',
  list: 'todos.#',
  todo: 'title',
  search: 'todos.#',
};

/** Reads, and counts the answer; undefined where it isn't right. */
export function read({ route, path, isRight = () => true }: Read, cookie: string) {
  const answer = http.get(settings.baseUrl + path, paramsOf(route, { Cookie: cookie }));
  const failure = failureOf(answer, {
    status: 200,
    cacheable: true,
    isRight: () => has(answer, shapes[route]) && isRight(answer),
  });
  countAnswer({ route, answer, failure });
  return failure ? undefined : answer;
}

export interface Write {
  route: WriteRoute;
  method: 'POST' | 'PATCH';
  path: string;
  body: object;
  /** The status that is right. */
  status: number;
}

/** Writes a to-do, and counts the answer; undefined where it isn't what was written. */
export function write({ route, method, path, body, status }: Write, cookie: string) {
  const headers = { Cookie: cookie, 'Content-Type': 'application/json' };
  const url = settings.baseUrl + path;
  const answer = http.request(method, url, JSON.stringify(body), paramsOf(route, headers));
  const failure = failureOf(answer, {
    status,
    cacheable: false,
    isRight: () => Object.entries(body).every(([name, value]) => answer.json(name) === value),
  });
  countAnswer({ route, answer, failure });
  return failure ? undefined : answer;
}

function has(answer: Response, selector: string): boolean {
  return answer.json(selector) !== undefined;
}

function paramsOf(route: string, headers: Record<string, string>): RefinedParams<'text'> {
  // `name` instead of the URL, with its ids, in k6's own metrics.
  return { headers, timeout: timeoutMs, tags: { name: route, route } };
}
