import { hash } from 'node:crypto';
import { type Loading, loadOnceAcross } from './load-once.ts';
import { type LocalBodies, openLocalBodies } from './local.ts';
import type { MemcachedServers } from './servers.ts';
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
  /** Looks for a body. Throws MemcachedError where Memcached can't be asked. */
  find(place: Place, version: string, view: string): Promise<Found | undefined>;
  /** Stores a body under the version it was loaded with. Memcached is not waited for. */
  store(place: Place, loaded: Loaded, view: string): void;
  /** Loads and stores, unless the same body is being loaded already, here or at another server. */
  loadOnce(place: Place, version: string, view: string, load: Load): Promise<Loading>;
  loadsInFlight(): number;
}

export interface Found {
  body: Buffer;
  from: Layer;
}

const sharedTtlS = 3_600;

export function openBodies(limitBytes: number): Bodies {
  const local = openLocalBodies(limitBytes);
  const loading = new Map<string, Promise<Loading>>();

  function store(place: Place, { version, body }: Loaded, view: string): void {
    if (!body) return;
    const name = nameOf(place, version, view);
    if (usesLocal(place)) local.set(name, body);
    // Refused (over Memcached's 1 MB) or not there: then it just isn't cached there.
    if (usesMemcached(place)) {
      place.servers
        .of(name)
        .set(name, body, sharedTtlS)
        .catch(() => undefined);
    }
  }

  const bodies: Bodies = {
    local,
    store,
    loadsInFlight: () => loading.size,
    async find(place, version, view) {
      const name = nameOf(place, version, view);
      const own = usesLocal(place) ? local.get(name) : undefined;
      if (own) return { body: own, from: 'local' };
      if (!usesMemcached(place)) return undefined;
      const item = await place.servers.of(name).get(name);
      if (!item) return undefined;
      if (!usesLocal(place)) return { body: item.value, from: 'memcached' };
      // A copy: the value is a slice of all that arrived with it, and would keep that alive.
      local.set(name, Buffer.from(item.value));
      return { body: item.value, from: 'memcached' };
    },
    loadOnce(place, version, view, load) {
      const name = nameOf(place, version, view);
      const other = loading.get(name);
      // Whoever began it had seen this same version, so its snapshot is no older than ours would be.
      if (other !== undefined) return other.then(({ loaded }) => ({ loaded, shared: true }));
      const loadAndStore = async () => {
        const loaded = await load();
        if (loaded) store(place, loaded, view);
        return loaded;
      };
      const find = () => bodies.find(place, version, view);
      const once = usesMemcached(place)
        ? loadOnceAcross(place.servers.of(name), { name, version, find, load: loadAndStore })
        : loadAndStore().then((loaded) => ({ loaded, shared: false }));
      loading.set(name, once);
      // The caller hears of a failure; this one is only about the map.
      once.finally(() => loading.delete(name)).catch(() => undefined);
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

/**
 * The kind of view, as `todos` or `session`, is the key's prefix: Memcached itself can then tell the
 * hit rate of each kind (`stats detail`), which is what the laboratory holds k6's hit rate against.
 */
function nameOf({ state, userId }: Place, version: string, view: string): string {
  const [kind] = view.split(':', 1);
  const hashed = hash('sha256', view, 'base64url');
  return `trio-${kind}:${state.generation}:${userId}:${version}:${hashed}`;
}
