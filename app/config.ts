import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { z } from 'zod';
import { email } from './accounts/schema.ts';

const commaSeparated = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** `host:port,host:port`; none by default. */
export const memcachedServers = z
  .string()
  .default('')
  .transform(commaSeparated)
  .refine((servers) => servers.every(isHostAndPort), 'must be host:port,host:port');

export const databaseUrl = z
  .string({ error: 'is missing' })
  .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://');

/** The environment of one server; `.env.example` says what each name means. */
const Environment = z.object({
  /** In `X-Served-By`, logs and metrics. Default: the machine's name, which containers have anyway. */
  SERVER_NAME: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be a short name')
    .default(() => hostname()),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3001),
  DATABASE_URL: databaseUrl,
  /**
   * Connections to Postgres for requests; three more serve the bus and the cache's state. 10 keep two
   * cores busy. At least 2, or one slow write would block every read.
   */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(1_000).default(10),
  MEMCACHED_SERVERS: memcachedServers,
  MEMCACHED_USERNAME: z.string().optional(),
  MEMCACHED_PASSWORD: z.string().optional(),
  /**
   * How long Memcached may be silent. 100 ms is far above its usual fraction of one, and below what a
   * person notices.
   */
  MEMCACHED_TIMEOUT_MS: z.coerce.number().int().min(1).max(60_000).default(100),
  /** Hits a second that the watcher compares with Postgres: 0, none, to 1,000. Each costs two queries. */
  WATCH_PER_SECOND: z.coerce.number().min(0).max(1_000).default(0),
  /** Bounds the bodies in this process, in MB of 10^6 bytes; 64 hold some 3,000 pages of 50 to-dos. */
  LOCAL_CACHE_MB: z.coerce.number().positive().max(100_000).default(64),
  ADMIN_EMAIL: email.optional(),
  /** `on` under a launcher that stops and starts servers; only npm start is one. */
  SERVER_CONTROL: z.enum(['on', 'off'], 'must be on or off').default('off'),
  TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .transform(commaSeparated)
    .refine(
      (proxies) => proxies.every(isProxy),
      'must be addresses, networks (10.0.0.0/8), loopback, linklocal or uniquelocal',
    ),
  /**
   * How long a stopping server still serves, 0 to 600,000: longer than the balancers need to notice.
   * Theirs check every 300 ms, and believe the first 503.
   */
  DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(1_500),
});

export type Config = z.infer<typeof Environment>;

/** Parses a server's environment; see `parseEnvironment`. */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  return parseEnvironment(Environment, env);
}

/**
 * Parses an environment by its schema. An empty value counts as none. Throws an Error of one line that
 * names every bad variable: `PORT: must be a port; DATABASE_URL: is missing`.
 */
export function parseEnvironment<S extends z.ZodType>(
  schema: S,
  env: NodeJS.ProcessEnv,
): z.infer<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new Error(problems.join('; '));
}

function isHostAndPort(value: string): boolean {
  const [, port] = /^(?:[\w.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(value) ?? [];
  return Number(port) >= 1 && Number(port) <= 65_535;
}

/**
 * Whether Express' `trust proxy` takes it. `balancer/trusted-proxies.ts` takes the same and turns it
 * into a list of its own, since the balancer stands alone.
 */
function isProxy(value: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
}
