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
    const stopped = new AbortController();
    const { signal } = stopped;
    const evicting = evict({ port: memcached.port, databaseUrl: postgres.url, chance, signal });
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
    'select generation, id from cache_state, users order by id',
  );
  return rows.map(({ generation, id }) => pointerName({ generation, userId: id }));
}

export interface Evicting {
  /** Of Memcached on this machine. */
  port: number;
  databaseUrl: string;
  chance: Pick<Chance, 'random' | 'one'>;
  signal: AbortSignal;
}

/** Deletes one user's pointer after the other, until the signal. */
export async function evict({ port, databaseUrl, chance, signal }: Evicting): Promise<void> {
  const memcached = new Memcached({ server: `127.0.0.1:${port}` });
  while (!signal.aborted) {
    // Anew each time: the names change with the generation, and a busy cluster may renew it.
    const name = chance.one(await pointerNames(databaseUrl));
    const item = await memcached.get(name).catch(() => undefined);
    if (item) await memcached.compareAndDelete(name, item.cas).catch(() => false);
    await delay(chance.random() * longestPauseMs);
  }
  memcached.close();
}
