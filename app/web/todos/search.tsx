import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { listName } from '../lists/lists.ts';
import { navigate, path, route } from '../navigation/navigation.ts';
import type { Route, TodosRoute } from '../navigation/router.ts';
import { Icon } from '../shell/icons.tsx';

const debounceMs = 180;

/** Searches as one types. The address follows, so that a search can be kept, shared, and left. */
export function Search() {
  const current = route.value;
  const q = 'q' in current ? current.q : '';
  const text = useSignal(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const field = useRef<HTMLInputElement>(null);

  // Back, forward and links change the search from outside; typing is ahead of the address.
  useEffect(() => {
    if (document.activeElement !== field.current || q === '') text.value = q;
  }, [q, text]);
  const currentPath = path.value;
  useEffect(() => () => clearTimeout(timer.current), [currentPath]);

  function search(now: string): void {
    text.value = now;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => searchFor(now), debounceMs);
  }

  function leave(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    clearTimeout(timer.current);
    text.value = '';
    searchFor('');
    document.querySelector<HTMLElement>('h1')?.focus();
  }

  const scope = scopeOf(current);
  return (
    <search class="search">
      <Icon name="search" />
      <input
        id="search"
        ref={field}
        type="search"
        aria-label={`Search ${scope}`}
        placeholder={`Search ${scope}`}
        dir="auto"
        autocomplete="off"
        enterkeyhint="search"
        maxLength={200}
        value={text.value}
        onInput={(event) => search(event.currentTarget.value)}
        onKeyDown={leave}
      />
      <span class="search-key" aria-hidden="true">
        /
      </span>
    </search>
  );
}

// Starting and leaving a search are steps in the history; the letters in between refine the search.
function searchFor(q: string): void {
  const current = route.value;
  const here: TodosRoute = 'q' in current ? current : { page: 'view', view: 'all', q: '' };
  if (here.q === q) return;
  navigate({ ...here, q }, { replace: here.q !== '' && q !== '' });
}

function scopeOf(current: Route): string {
  if (current.page === 'list') return listName(current.id) ?? 'this list';
  if (current.page === 'label') return `#${current.label}`;
  if (current.page !== 'view') return 'all to-dos';
  if (current.view === 'completed') return 'completed to-dos';
  return current.view === 'trash' ? 'the trash' : 'all to-dos';
}
