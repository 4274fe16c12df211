import { hash } from 'node:crypto';
import { type Loading, loadOnceAcross } from './load-once.ts';
import { type LocalBodies, openLocalBodies } from './local.ts';
import type { MemcachedServers } from './memcached-servers.ts';
import type { State } from './state-row.ts';

/** What a load returns: the user's version and the view's JSON (null: there is no such thing), of one snapshot. */
export interface Loaded {
  version: string;
  body: Buffer | null;
}

export type Load = () => Promise<Loaded | undefined>;

/** Where a body was found. */
export type Layer = 'local' | 'memcached';

/** Where bodies are kept and looked for, as the mode says. */
export interface Place {
  state: State;
  servers: MemcachedServers;
  userId: string;
}

/**
 * The bodies: the JSON bytes of (user, version, view). They never change, so nothing here can be
 * stale; a body whose version no pointer names any more is never asked for, and expires.
 */
export interface Bodies {
  readonly local: LocalBodies;
  /** Looks for a body in this process, at once. */
  findLocal(place: Place, version: string, view: string): Buffer | undefined;
  /** Looks for a body in Memcached. Throws MemcachedError where that can't be asked. */
  findShared(place: Place, version: string, view: string): Promise<Buffer | undefined>;
  /** Stores a body under the version it was loaded with. Memcached is not waited for. */
  store(place: Place, loaded: Loaded, view: string): void;
  /** Loads and stores, unless the same body is being loaded already, here or at another server. */
  loadOnce(place: Place, version: string, view: string, load: Load): Promise<Loading>;
  loadsInFlight(): number;
}

const sharedTtlS = 3_600;

export function openBodies(limitBytes: number): Bodies {
  const local = openLocalBodies(limitBytes);
  const loading = new Map<string, Promise<Loading>>();

  function store(place: Place, { version, body }: Loaded, view: string): void {
    if (!body) return;
    if (usesLocal(place)) local.set(localKey(place, version, view), body);
    if (!usesMemcached(place)) return;
    const name = sharedKey(place, version, view);
    const stored = place.servers.of(name).set(name, body, sharedTtlS);
    // Refused (over Memcached's 1 MB) or not there: then it just isn't cached there.
    stored.catch(() => undefined);
  }

  const bodies: Bodies = {
    local,
    store,
    loadsInFlight: () => loading.size,
    findLocal: (place, version, view) =>
      usesLocal(place) ? local.get(localKey(place, version, view)) : undefined,
    async findShared(place, version, view) {
      if (!usesMemcached(place)) return undefined;
      const name = sharedKey(place, version, view);
      const item = await place.servers.of(name).get(name);
      // A copy: the value is a slice of all that arrived with it, and would keep that alive.
      if (item && usesLocal(place)) {
        local.set(localKey(place, version, view), Buffer.from(item.value));
      }
      return item?.value;
    },
    loadOnce(place, version, view, load) {
      const key = localKey(place, version, view);
      const other = loading.get(key);
      // Whoever began it had seen this same version, so its snapshot is no older than ours would be.
      if (other !== undefined) return other.then(({ loaded }) => ({ loaded, shared: true }));
      const loadAndStore = async () => {
        const loaded = await load();
        if (loaded) store(place, loaded, view);
        return loaded;
      };
      const find = () => bodies.findShared(place, version, view);
      const name = sharedKey(place, version, view);
      const once = usesMemcached(place)
        ? loadOnceAcross(place.servers.of(name), { name, version, find, load: loadAndStore })
        : loadAndStore().then((loaded) => ({ loaded, shared: false }));
      loading.set(key, once);
      // The caller hears of a failure; this one is only about the map.
      once.finally(() => loading.delete(key)).catch(() => undefined);
      return once;
    },
  };
  return bodies;
}

function usesLocal({ state }: Place): boolean {
  return state.mode === 'local' || state.mode === 'tiered';
}

function usesMemcached({ state }: Place): boolean {
  return state.mode === 'memcached' || state.mode === 'tiered';
}

function localKey({ state, userId }: Place, version: string, view: string): string {
  return `${state.generation}:${userId}:${version}:${view}`;
}

/**
 * As Memcached takes it: short, and of few signs. The kind of view, as `todos` or `session`, is the
 * key's prefix, by which Memcached itself can tell hit rates (`stats detail`): that is what the
 * laboratory holds k6's hit rate against.
 */
function sharedKey({ state, userId }: Place, version: string, view: string): string {
  const [kind] = view.split(':', 1);
  const hashed = hash('sha256', view, 'base64url');
  return `trio-${kind}:${state.generation}:${userId}:${version}:${hashed}`;
}
