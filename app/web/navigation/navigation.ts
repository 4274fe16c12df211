import { computed, signal } from '@preact/signals';
import { formatRoute, parseRoute, type Route } from './router.ts';

/** The page's address, without its origin. */
export const address = signal('/today');

/** The route of the page's address: the one place that says what is shown. */
export const route = computed<Route>(() => {
  const { pathname, search } = new URL(address.value, 'http://local');
  return parseRoute(pathname, search);
});

/** The address without its query: a new one is a new page, with a new heading to go to. */
export const path = computed(() => new URL(address.value, 'http://local').pathname);

/** Follows back and forward. Returns how to stop. */
export function startNavigation(): () => void {
  const update = () => {
    address.value = location.pathname + location.search;
  };
  update();
  window.addEventListener('popstate', update);
  return () => window.removeEventListener('popstate', update);
}

/** Goes to a route. `replace` leaves no step in the history (each letter of a search). */
export function navigate(to: Route | string, { replace = false } = {}): void {
  const next = typeof to === 'string' ? to : formatRoute(to);
  if (next === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', next);
  address.value = next;
}

/** Turns clicks on links of this site into navigation; a new tab or a download stays as it is. */
export function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || modified || event.button !== 0 || event.defaultPrevented) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
  if (event.detail > 0) window.scrollTo(0, 0);
}
