import { refreshLists } from './lists/lists.ts';
import { currentPage } from './todos/pages.ts';

/** Reads again whatever is on screen. What didn't change costs a 304. */
export function refreshAll(): void {
  refreshLists();
  void currentPage.peek()?.reading.refresh();
}
