import type { Pool } from '../../db/pool.ts';
import type { Cache } from '../cache/cache.ts';
import { startTiming } from '../observability/timing.ts';
import { selectUserByEmail, updateAdmin } from './queries.ts';

/** Makes the account with this address an admin's, if there is one and it isn't yet. */
export async function grantAdmin(cache: Cache, pool: Pool, email: string): Promise<void> {
  const user = await selectUserByEmail(pool, email);
  if (!user || user.admin) return;
  await cache.write([user.id], startTiming(), ({ db }) => updateAdmin(db, user.id));
}
