import NodeCache from 'node-cache';

/**
 * Bodies in this process's memory, over node-cache, bounded by bytes.
 *
 * node-cache evicts nothing when it is full, so there are two of it: what is stored or found goes
 * into the young one, and when that holds half of the bound, it becomes the old one and the old
 * one is dropped whole. What was asked for since the last turn stays; no list has to be kept in
 * order for it.
 */
export interface LocalBodies {
  get(key: string): Buffer | undefined;
  set(key: string, body: Buffer): void;
  clear(): void;
  items(): number;
  bytes(): number;
}

/** What an entry costs beside its key and body: node-cache's wrapper, the Buffer, the hash slot. */
const overheadBytes = 300;

/** A body nobody asked for in this time goes, however small the load. */
const ttlS = 3_600;

export function openLocalBodies(limitBytes: number): LocalBodies {
  let young = generation();
  let old = generation();

  function turn(): void {
    old.cache.close();
    old = young;
    young = generation();
  }

  function set(key: string, body: Buffer): void {
    const bytes = key.length + body.length + overheadBytes;
    if (bytes > limitBytes / 2) return;
    if (young.bytes + bytes > limitBytes / 2) turn();
    if (!young.cache.has(key)) young.bytes += bytes;
    young.cache.set(key, body);
  }

  return {
    set,
    get(key) {
      const body = young.cache.get<Buffer>(key);
      if (body) return body;
      const aged = old.cache.get<Buffer>(key);
      if (aged) set(key, aged);
      return aged;
    },
    clear() {
      turn();
      turn();
    },
    items: () => young.cache.keys().length + old.cache.keys().length,
    bytes: () => young.bytes + old.bytes,
  };
}

interface Generation {
  cache: NodeCache;
  bytes: number;
}

function generation(): Generation {
  const made: Generation = {
    cache: new NodeCache({ useClones: false, stdTTL: ttlS, checkperiod: 0 }),
    bytes: 0,
  };
  return made;
}
