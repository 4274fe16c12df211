import type { View } from '../../todos/schema.ts';

/** Where the reader is: everything the address says. `q` is what is searched for, or ''. */
export type Route =
  | { page: 'view'; view: View; q: string }
  | { page: 'list'; id: string; q: string }
  | { page: 'label'; label: string; q: string }
  | { page: 'sign-in' | 'sign-up'; to: string }
  | { page: 'settings' | 'lab' | 'not-found' };

/** A page that shows to-dos. */
export type TodosRoute = Extract<Route, { q: string }>;

const viewNames = ['today', 'upcoming', 'all', 'completed', 'trash'] as const satisfies View[];
const home = '/today';

/** The route of an address. Whatever it doesn't know is `not-found`; it never throws. */
export function parseRoute(path: string, search = ''): Route {
  const query = new URLSearchParams(search);
  const q = query.get('q') ?? '';
  const [first = '', second, ...rest] = path.split('/').slice(1).map(decoded);
  if (rest.length > 0) return { page: 'not-found' };
  if (second) return parseCollection(first, second, q);
  const view = viewNames.find((each) => each === (first || 'today'));
  if (view) return { page: 'view', view, q };
  if (first === 'sign-in' || first === 'sign-up')
    return { page: first, to: local(query.get('to')) };
  if (first === 'settings' || first === 'lab') return { page: first };
  return { page: 'not-found' };
}

/** The address of a route: `parseRoute`'s inverse. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'view':
      return withQuery(`/${route.view}`, 'q', route.q);
    case 'list':
      return withQuery(`/list/${encodeURIComponent(route.id)}`, 'q', route.q);
    case 'label':
      return withQuery(`/label/${encoded(route.label)}`, 'q', route.q);
    case 'sign-in':
    case 'sign-up':
      return withQuery(`/${route.page}`, 'to', route.to === home ? '' : route.to);
    default:
      return `/${route.page}`;
  }
}

function parseCollection(first: string, second: string, q: string): Route {
  if (first === 'list') return { page: 'list', id: second, q };
  if (first === 'label') return { page: 'label', label: second, q };
  return { page: 'not-found' };
}

/** Only an address of this site: `//example.com` would lead away from it. */
function local(to: string | null): string {
  return to && /^\/(?![/\\])/.test(to) ? to : home;
}

function withQuery(path: string, name: string, value: string): string {
  return value === '' ? path : `${path}?${new URLSearchParams({ [name]: value })}`;
}

// A dot would make the server take the address for a file's.
function encoded(part: string): string {
  return encodeURIComponent(part).replaceAll('.', '%2E');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
