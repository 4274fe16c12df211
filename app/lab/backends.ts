import { type Db, query } from '../../db/pool.ts';
import type { Memcached } from '../cache/memcached.ts';
import type { Lab } from './schema.ts';

/** Statistics of the Memcached servers. A server that doesn't answer is down. */
export function memcachedStats(servers: Memcached[]): Promise<Lab['memcached']> {
  return Promise.all(
    servers.map(async (server) => {
      const stats = await server.stats().catch(() => undefined);
      const count = (name: string) => Number(stats?.[name] ?? 0);
      return {
        server: server.name,
        up: stats !== undefined,
        items: count('curr_items'),
        bytes: count('bytes'),
        evictions: count('evictions'),
        hits: count('get_hits'),
        misses: count('get_misses'),
      };
    }),
  );
}

/** Statistics of this database. All zero, and down, where Postgres can't be asked. */
export async function postgresStats(db: Db): Promise<Lab['postgres']> {
  try {
    const [row] = await query<Omit<Lab['postgres'], 'up'>>(db, statement, []);
    return { up: true, ...row! };
  } catch {
    return { up: false, connections: 0, commits: 0, rowsRead: 0 };
  }
}

const statement = {
  name: 'postgres_stats',
  text: `
    select numbackends as connections, xact_commit::float8 as commits,
      (tup_returned + tup_fetched)::float8 as "rowsRead"
    from pg_stat_database where datname = current_database()`,
};
