import { signal } from '@preact/signals';
import type { ApiError } from './problem.ts';

/** What the browser says about the network. True does not promise that a server answers. */
export const online = signal(true);

/** Reads are failing for now; the next one comes at `retryAtMs` (as Date.now() counts). */
export const trouble = signal<{ problem: ApiError; retryAtMs: number } | undefined>(undefined);

/** Follows the browser's network state. Returns how to stop. */
export function watchConnection(back: () => void): () => void {
  const update = () => {
    online.value = navigator.onLine;
    if (online.value) back();
  };
  online.value = navigator.onLine;
  window.addEventListener('online', update);
  window.addEventListener('offline', update);
  return () => {
    window.removeEventListener('online', update);
    window.removeEventListener('offline', update);
  };
}
