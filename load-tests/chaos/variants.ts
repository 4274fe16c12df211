import { setTimeout as delay } from 'node:timers/promises';
import { type Claim, type Keyspace, type Protocol, pointerName } from '../../app/cache/pointer.ts';
import type { Db } from '../../db/pool.ts';

/**
 * Wrong protocols: shortcuts that look right, and that the checker must catch. Each says what it
 * omits and what goes wrong then. Shortcuts of the cluster's state, rather than of the pointer, are
 * left to the model in app/cache/model.
 */
export const variants: Record<string, (right: Protocol) => Protocol> = {
  /** Writers set no marker: a read after the commit still finds the old version. */
  'no-marker': (right) => ({ ...right, mark: markElsewhere }),

  /** The commit does not wait for the marker: a read in between finds the old version. */
  'marker-not-awaited': (right) => ({
    ...right,
    async mark(key) {
      setTimeout(() => void right.mark(key).catch(() => undefined), 20);
      return markElsewhere(key);
    },
  }),

  /**
   * A marker that could not be set is ignored: other servers reach a Memcached that this writer
   * doesn't.
   */
  'marker-not-confirmed': (right) => ({
    ...right,
    mark: (key) => right.mark(key).catch(() => nothing(key)),
  }),

  /** Readers fill by `set`: a slow one replaces a new version by an old one. */
  'fill-by-set': (right) => {
    const markers = new WeakSet<Claim>();
    return {
      ...right,
      mark: async (key) => added(markers, await right.mark(key)),
      publish: (claim, version) =>
        markers.has(claim) ? right.publish(claim, version) : set(claim.key, version),
    };
  },

  /** Writers publish by `set`: a slow one replaces the next writer's version. */
  'publish-by-set': (right) => {
    const markers = new WeakSet<Claim>();
    return {
      ...right,
      mark: async (key) => added(markers, await right.mark(key)),
      publish: (claim, version) =>
        markers.has(claim) ? set(claim.key, version) : right.publish(claim, version),
    };
  },

  /** Readers fill during a write whose marker was evicted, with what was before. */
  'lock-not-checked': (right) => ({ ...right, isUnlocked: async () => true }),

  /** The lock is checked after the load: the writer it should notice may have finished. */
  'lock-checked-late': (right) => {
    let pool: Db | undefined;
    const markers = new WeakSet<Claim>();
    return {
      ...right,
      mark: async (key) => added(markers, await right.mark(key)),
      async isUnlocked(db) {
        pool = db;
        return true;
      },
      async publish(claim, version) {
        const isFill = !markers.has(claim);
        // As a slow machine would: otherwise the window is short.
        if (isFill) await delay(50);
        if (isFill && pool && !(await right.isUnlocked(pool, claim.key.userId))) return false;
        return right.publish(claim, version);
      },
    };
  },
};

function added(claims: WeakSet<Claim>, claim: Claim): Claim {
  claims.add(claim);
  return claim;
}

function set(key: Keyspace, version: string): Promise<boolean> {
  const name = pointerName(key);
  return key.servers
    .of(name)
    .set(name, version, 60)
    .then(() => true);
}

async function markElsewhere(key: Keyspace): Promise<Claim> {
  const name = `${pointerName(key)}:elsewhere`;
  return { key, cas: await key.servers.of(name).set(name, 'Q:', 5) };
}

/** A claim that nothing can be done with. */
function nothing(key: Keyspace): Claim {
  return { key, cas: { unique: Buffer.alloc(8), socket: undefined as never } };
}
