import { computed, signal } from '@preact/signals';
import { dayOf } from './todos/due.ts';

const now = signal(Date.now());

/** The reader's time zone, as an IANA name. */
export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** The reader's current day (`2026-11-21`); follows midnight within half a minute. */
export const today = computed(() => dayOf(new Date(now.value), timeZone));

/** Keeps `today` current, also after the machine slept. Returns how to stop. */
export function startClock(): () => void {
  const tick = () => {
    now.value = Date.now();
  };
  const timer = setInterval(tick, 30_000);
  document.addEventListener('visibilitychange', tick);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
}
