import { setTimeout as delay } from 'node:timers/promises';
import { type Claim, type Keyspace, type Protocol, pointerName } from '../../app/cache/pointer.ts';
import type { Db } from '../../db/pool.ts';

/**
 * Wrong protocols: shortcuts that look right, and that the checker has to catch. Each one says what
 * it leaves out and what goes wrong then. The shortcuts that are not of the pointer but of the
 * cluster's state are left to the model in app/cache/model.
 */
export const variants: Record<string, (right: Protocol) => Protocol> = {
  /** Writers set no marker: whoever reads after the commit still finds the old version. */
  'no-marker': (right) => ({ ...right, mark: markElsewhere }),

  /** The commit doesn't wait for the marker: whoever reads in between finds the old version. */
  'marker-not-awaited': (right) => ({
    ...right,
    async mark(key) {
      setTimeout(() => void right.mark(key).catch(() => undefined), 20);
      return markElsewhere(key);
    },
  }),

  /** A marker that could not be set doesn't matter: others reach a Memcached that this writer doesn't. */
  'marker-not-confirmed': (right) => ({
    ...right,
    mark: (key) => right.mark(key).catch(() => nothing(key)),
  }),

  /** Readers fill by `set`: one that was slow puts an old version over a new one. */
  'fill-by-set': (right) => {
    const markers = new WeakSet<Claim>();
    return {
      ...right,
      mark: async (key) => added(markers, await right.mark(key)),
      publish: (claim, version) =>
        markers.has(claim) ? right.publish(claim, version) : set(claim.key, version),
    };
  },

  /** Writers publish by `set`: a slow one puts its version over that of the next writer. */
  'publish-by-set': (right) => {
    const markers = new WeakSet<Claim>();
    return {
      ...right,
      mark: async (key) => added(markers, await right.mark(key)),
      publish: (claim, version) =>
        markers.has(claim) ? set(claim.key, version) : right.publish(claim, version),
    };
  },

  /** Readers fill while a writer is at work whose marker was evicted: with what was before. */
  'lock-not-checked': (right) => ({ ...right, isUnlocked: async () => true }),

  /** The lock is checked after the load: the writer that it was to notice may be done by then. */
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
        // As slow as a machine may be: the wrong moment is short otherwise.
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
