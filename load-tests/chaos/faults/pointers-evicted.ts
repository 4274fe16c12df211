import { setTimeout as delay } from 'node:timers/promises';
import { Memcached } from '../../../app/cache/memcached.ts';
import { pointerName } from '../../../app/cache/pointer.ts';
import { type Chance, type Fault, seconds } from '../fault.ts';
import { query } from '../postgres.ts';

/** Seldom enough that what comes after an eviction is not evicted at once, too. */
const longestPauseMs = 60;

/** Memcached forgets pointers, as it does when it needs room: versions, leases and markers alike. */
export const pointersEvicted: Fault = {
  name: 'pointers evicted',
  part: 'memcached',
  failsRequests: false,
  async start({ postgres, memcached }, chance) {
    const lastsMs = chance.timeMs(500, 3_000);
    const names = await pointerNames(postgres.url);
    const stopped = new AbortController();
    const evicting = evict({ port: memcached.port, names, chance, signal: stopped.signal });
    return {
      detail: `for ${seconds(lastsMs)}`,
      lastsMs,
      async stop() {
        stopped.abort();
        await evicting;
      },
    };
  },
};

async function pointerNames(databaseUrl: string): Promise<string[]> {
  const rows = await query<{ generation: number; id: string }>(
    databaseUrl,
    'select generation, id from cache_state, users',
  );
  return rows.map(({ generation, id }) => pointerName({ generation, userId: id }));
}

export interface Evicting {
  port: number;
  names: string[];
  chance: Pick<Chance, 'random' | 'one'>;
  signal: AbortSignal;
}

/** Deletes one of the pointers after the other, until the signal. */
export async function evict({ port, names, chance, signal }: Evicting): Promise<void> {
  const memcached = new Memcached({ server: `127.0.0.1:${port}` });
  while (!signal.aborted) {
    const name = chance.one(names);
    const item = await memcached.get(name).catch(() => undefined);
    if (item) await memcached.compareAndDelete(name, item.cas).catch(() => false);
    await delay(chance.random() * longestPauseMs);
  }
  memcached.close();
}
