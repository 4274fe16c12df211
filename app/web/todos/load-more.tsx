import { useEffect, useRef } from 'preact/hooks';
import type { Page } from './pages.ts';

/** Loads the next to-dos when the end of the list comes near; a button for when it doesn't. */
export function LoadMore({ page }: { page: Page }) {
  const button = useRef<HTMLButtonElement>(null);
  const more = page.reading.value.value?.next != null;
  useEffect(() => {
    const element = button.current;
    if (!more || !element) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((each) => each.isIntersecting) && void page.loadMore(),
      { rootMargin: '400px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  });
  if (!more) return null;
  return (
    <button ref={button} type="button" class="button more" onClick={() => void page.loadMore()}>
      {page.reading.loading.value ? 'Loading…' : 'Load more'}
    </button>
  );
}
