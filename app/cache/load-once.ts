import type { Load, Loaded } from './bodies.ts';
import { type Memcached, MemcachedError } from './memcached.ts';

export interface Loading {
  loaded: Loaded | undefined;
  /** Somebody else loaded it. */
  shared: boolean;
}

interface Wanted {
  name: string;
  version: string;
  find: () => Promise<Buffer | undefined>;
  load: Load;
}

/** A server that dies while it loads is waited for no longer than this. */
const leaseTtlS = 2;
const patienceMs = 250;
const firstPauseMs = 2;
const longestPauseMs = 25;

/**
 * Loads a body once across all servers: who gets the lease on its key loads, the others wait for
 * what it stores, for a moment, and then load for themselves. The lease decides only who works, not
 * what is right, and so needs none of the pointer's care. Nishtala et al., "Scaling Memcache at
 * Facebook" (2013), 3.2.1.
 */
export async function loadOnceAcross(memcached: Memcached, wanted: Wanted): Promise<Loading> {
  const lease = `${wanted.name}:l`;
  const granted = await memcached.add(lease, '', leaseTtlS).catch(() => undefined);
  if (!granted) {
    const found = await waitFor(wanted.find);
    if (found) return { loaded: { version: wanted.version, body: found }, shared: true };
  }
  try {
    return { loaded: await wanted.load(), shared: false };
  } catch (error) {
    if (granted) memcached.compareAndDelete(lease, granted).catch(() => undefined);
    throw error;
  }
}

async function waitFor(find: Wanted['find']): Promise<Buffer | undefined> {
  const deadlineMs = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    try {
      const found = await find();
      if (found) return found;
    } catch (error) {
      if (error instanceof MemcachedError) return undefined;
      throw error;
    }
    if (performance.now() > deadlineMs) return undefined;
  }
}
