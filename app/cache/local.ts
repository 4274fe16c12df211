import NodeCache from 'node-cache';
import type { Keyspace } from './pointer.ts';

/** What an entry costs beside its key and body: node-cache's wrapper, the Buffer, the hash slot. */
const overheadBytes = 300;

/** A body that nobody asks for in this time goes, however small the load. */
const ttlS = 3_600;

interface Generation {
  cache: NodeCache;
  bytes: number;
}

/**
 * Bodies in this process's memory, over node-cache, bounded by bytes.
 *
 * node-cache evicts nothing when it is full, so there are two of it. What is stored or found goes
 * into the young one. When that holds half of the bound, it becomes the old one, and the old one is
 * dropped whole. What was asked for since the last turn stays, and no list has to be kept in order.
 *
 * What is found is the very Buffer that was stored, not a copy.
 */
export class LocalBodies {
  readonly #limitBytes: number;
  #young = createGeneration();
  #old = createGeneration();

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** The body of a view, where the mode keeps bodies here and this one is kept. */
  find({ mode, generation, userId }: Keyspace, version: string, view: string): Buffer | undefined {
    if (mode !== 'tiered' && mode !== 'local') return undefined;
    const key = `${generation}:${userId}:${version}:${view}`;
    const body = this.#young.cache.get<Buffer>(key);
    if (body) return body;
    const aged = this.#old.cache.get<Buffer>(key);
    if (aged) this.#set(key, aged);
    return aged;
  }

  /** Keeps a body, where the mode keeps bodies here. One that fills half of the bound is not kept. */
  keep(
    { mode, generation, userId }: Keyspace,
    version: string,
    { view, body }: { view: string; body: Buffer },
  ): void {
    if (mode !== 'tiered' && mode !== 'local') return;
    this.#set(`${generation}:${userId}:${version}:${view}`, body);
  }

  clear(): void {
    this.#turn();
    this.#turn();
  }

  items(): number {
    return this.#young.cache.keys().length + this.#old.cache.keys().length;
  }

  bytes(): number {
    return this.#young.bytes + this.#old.bytes;
  }

  #set(key: string, body: Buffer): void {
    const bytes = key.length + body.length + overheadBytes;
    if (bytes > this.#limitBytes / 2) return;
    if (this.#young.bytes + bytes > this.#limitBytes / 2) this.#turn();
    if (!this.#young.cache.has(key)) this.#young.bytes += bytes;
    this.#young.cache.set(key, body);
  }

  #turn(): void {
    this.#old.cache.close();
    this.#old = this.#young;
    this.#young = createGeneration();
  }
}

function createGeneration(): Generation {
  return { cache: new NodeCache({ useClones: false, stdTTL: ttlS, checkperiod: 0 }), bytes: 0 };
}
