import { hash } from 'node:crypto';
import { type Memcached, type MemcachedOptions, openMemcached } from './memcached.ts';

/**
 * Several Memcached servers that share the keys by rendezvous hashing: each key belongs to the
 * server with the highest hash of (server, key), so one server more or less moves only its own
 * share. Thaler and Ravishankar, "Using name-based mappings to increase hit rates" (1998).
 */
export interface MemcachedServers {
  readonly all: Memcached[];
  /** The server that `key` belongs to. */
  of(key: string): Memcached;
  close(): void;
}

export function openMemcachedServers(
  servers: readonly string[],
  options: Omit<MemcachedOptions, 'server'>,
): MemcachedServers {
  const all = servers.map((server) => openMemcached({ ...options, server }));
  return {
    all,
    of: (key) => (all.length === 1 ? all[0]! : highest(all, key)),
    close: () => {
      for (const server of all) server.close();
    },
  };
}

function highest(servers: Memcached[], key: string): Memcached {
  let best: Memcached | undefined;
  let bestScore = '';
  for (const server of servers) {
    const score = hash('sha1', `${server.name} ${key}`);
    if (score > bestScore) {
      best = server;
      bestScore = score;
    }
  }
  return best!;
}
