import { refreshLists } from './lists/lists.ts';
import { refreshPage } from './todos/pages.ts';

/** Reads everything on screen again. What has not changed costs a 304. */
export function refreshAll(): void {
  refreshLists();
  refreshPage();
}
