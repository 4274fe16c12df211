import { z } from 'zod';
import { migrate } from '../db/migrate.ts';
import { openPool } from '../db/pool.ts';
import { modes } from './cache/mode.ts';
import { updateMode } from './cache/state-row.ts';
import { databaseUrl, memcachedServers, parseEnvironment } from './config.ts';
import { reasonOf } from './observability/log.ts';

/** Runs once before a cluster's servers start: the migrations, and the cache mode. */
const Environment = z
  .object({
    DATABASE_URL: databaseUrl,
    MEMCACHED_SERVERS: memcachedServers,
    CACHE_MODE: z.enum(modes, { error: `must be one of ${modes.join(', ')}` }).optional(),
  })
  .refine(
    ({ CACHE_MODE: mode, MEMCACHED_SERVERS: servers }) =>
      servers.length > 0 || (mode !== 'memcached' && mode !== 'tiered'),
    { path: ['CACHE_MODE'], message: 'needs MEMCACHED_SERVERS' },
  );

async function main(env: z.infer<typeof Environment>): Promise<void> {
  const applied = await migrate(env.DATABASE_URL);
  for (const name of applied) process.stdout.write(`migrated: ${name}\n`);
  const mode = env.CACHE_MODE ?? (env.MEMCACHED_SERVERS.length > 0 ? 'memcached' : 'local');
  const pool = openPool({ databaseUrl: env.DATABASE_URL, name: 'trio-prepare', size: 1 });
  await updateMode(pool, mode);
  await pool.end();
  process.stdout.write(`cache mode: ${mode}\n`);
}

try {
  await main(parseEnvironment(Environment, process.env));
} catch (error) {
  process.stderr.write(`trio: ${reasonOf(error)}\n`);
  process.exit(1);
}
