import { effect, signal } from '@preact/signals';
import type { Credentials, Me, NewUser } from '../../accounts/schema.ts';
import { flushDeletions } from '../lists/lists.ts';
import { navigate } from '../navigation/navigation.ts';
import { get, send, unauthorized } from '../server/api.ts';
import { ApiError } from '../server/problem.ts';
import { createResource } from '../server/resource.ts';
import { notify } from '../undo.ts';

const reading = createResource((signal) => get<Me>('/api/me', signal));

/** Who is signed in; null for nobody, undefined until that is known. */
export const me = signal<Me | null | undefined>(undefined);

/** Reads who is signed in, and notices the end of the session. Returns how to stop. */
export function startSession(): () => void {
  const stops = [
    effect(() => {
      if (reading.value.value) me.value = reading.value.value;
    }),
    effect(() => {
      if (unauthorized.value > 0) me.value = null;
    }),
  ];
  void reading.refresh();
  return () => {
    for (const stop of stops) stop();
    reading.stop();
  };
}

/** Throws ApiError, for the form to show. `to` is where the reader wanted to go. */
export async function signIn(credentials: Credentials, to: string): Promise<void> {
  await send('POST', '/api/session', { body: credentials });
  await enter(to);
}

/** Throws ApiError, for the form to show. */
export async function signUp(user: NewUser, to: string): Promise<void> {
  await send('POST', '/api/users', { body: user });
  await enter(to);
}

/** Ends the session and leaves the page; says so where that failed. */
export async function signOut(): Promise<void> {
  flushDeletions();
  try {
    await send('DELETE', '/api/session');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 401) return void notify(`Couldn't sign out. ${error.message}`, 'error');
  }
  // A new page: nothing of this account stays in memory.
  location.assign('/');
}

async function enter(to: string): Promise<void> {
  const before = reading.value.value?.id;
  await reading.refresh();
  const now = reading.value.value;
  if (before !== undefined && now?.id !== before) return location.assign(to);
  if (now) me.value = now;
  navigate(to, { replace: true });
}
