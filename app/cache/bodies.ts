import { hash } from 'node:crypto';
import type { Load, Loaded } from './load.ts';
import { LocalBodies } from './local.ts';
import type { Memcached } from './memcached.ts';
import { MemcachedError } from './memcached-error.ts';
import type { Keyspace } from './pointer.ts';

/** What became of a load that several requests may have wanted. */
export interface Collapsed {
  loaded: Loaded | undefined;
  /** Another request, here or at another server, did the work. */
  shared: boolean;
}

const sharedTtlS = 3_600;

/** How long the others wait for a server that loads; after that it may have died. */
const leaseTtlS = 2;
const patienceMs = 250;
/** Pauses between two looks double from the first to the longest. */
const firstPauseMs = 2;
const longestPauseMs = 25;

/**
 * The bodies: the JSON bytes of (user, version, view). A body never changes, so nothing here can be
 * stale. A body whose version no pointer names is never asked for again, and expires.
 *
 * The mode says where bodies are kept: in this process (`local`), in Memcached (`shared`), or both.
 */
export class Bodies {
  readonly local: LocalBodies;
  readonly #loading = new Map<string, Promise<Collapsed>>();

  /** `limitBytes` bounds the bodies in this process. */
  constructor(limitBytes: number) {
    this.local = new LocalBodies(limitBytes);
  }

  get loadsInFlight(): number {
    return this.#loading.size;
  }

  /** Looks for a body in Memcached, where the mode keeps bodies there. Throws MemcachedError. */
  async findShared(keyspace: Keyspace, version: string, view: string): Promise<Buffer | undefined> {
    if (!usesMemcached(keyspace)) return undefined;
    const key = sharedKey(keyspace, version, view);
    const item = await keyspace.servers.of(key).get(key);
    if (!item) return undefined;
    // A copy: the value is a slice of all that arrived with it, and would keep that alive.
    this.local.keep(keyspace, version, { view, body: Buffer.from(item.value) });
    return item.value;
  }

  /** Stores a body under the version it was loaded with. Does not wait for Memcached. */
  store(keyspace: Keyspace, { version, body }: Loaded, view: string): void {
    if (!body) return;
    this.local.keep(keyspace, version, { view, body });
    if (!usesMemcached(keyspace)) return;
    const key = sharedKey(keyspace, version, view);
    const stored = keyspace.servers.of(key).set(key, body, sharedTtlS);
    // Memcached is away, or refuses the body (over 1 MB): then it isn't cached there.
    stored.catch(() => undefined);
  }

  /** Loads and stores a body, unless it is being loaded already, here or at another server. */
  loadOnce(
    keyspace: Keyspace,
    version: string,
    { name: view, load }: { name: string; load: Load },
  ): Promise<Collapsed> {
    const key = sharedKey(keyspace, version, view);
    const other = this.#loading.get(key);
    // Whoever began it had seen this same version, so its snapshot is no older than ours would be.
    if (other !== undefined) return other.then(({ loaded }) => ({ loaded, shared: true }));
    const loadAndStore = async () => {
      const loaded = await load();
      if (loaded) this.store(keyspace, loaded, view);
      return loaded;
    };
    const find = () => this.findShared(keyspace, version, view);
    const once = usesMemcached(keyspace)
      ? loadOnceAcross(keyspace.servers.of(key), { key, version, find, load: loadAndStore })
      : loadAndStore().then((loaded) => ({ loaded, shared: false }));
    this.#loading.set(key, once);
    // The caller hears of a failure. This chain only keeps the map.
    once.finally(() => this.#loading.delete(key)).catch(() => undefined);
    return once;
  }
}

interface Wanted {
  key: string;
  version: string;
  find: () => Promise<Buffer | undefined>;
  load: Load;
}

/**
 * Loads a body once across all servers: whoever gets the lease on its key loads, the others wait a
 * moment for the stored body, and then load for themselves. The lease decides only who works, never
 * what is right, so it needs none of the pointer's care. Nishtala et al., "Scaling Memcache at
 * Facebook" (2013), 3.2.1.
 */
async function loadOnceAcross(memcached: Memcached, wanted: Wanted): Promise<Collapsed> {
  const lease = `${wanted.key}:l`;
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

function usesMemcached({ mode }: Keyspace): boolean {
  return mode === 'memcached' || mode === 'tiered';
}

/**
 * Short, and free of bytes that Memcached refuses. The prefix is the kind of view, such as `todos`
 * or `session`: by it Memcached itself counts hit rates (`stats detail`), and the comparison checks
 * k6's hit rate against those.
 */
function sharedKey({ generation, userId }: Keyspace, version: string, view: string): string {
  const [kind] = view.split(':', 1);
  const hashed = hash('sha256', view, 'base64url');
  return `trio-${kind}:${generation}:${userId}:${version}:${hashed}`;
}
