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
  SERVER_NAME: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be a short name')
    .default(() => hostname()),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3001),
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(1_000).default(10),
  MEMCACHED_SERVERS: memcachedServers,
  MEMCACHED_USERNAME: z.string().optional(),
  MEMCACHED_PASSWORD: z.string().optional(),
  MEMCACHED_TIMEOUT_MS: z.coerce.number().int().min(1).max(60_000).default(100),
  WATCH_PER_SECOND: z.coerce.number().min(0).max(1_000).default(0),
  LOCAL_CACHE_MB: z.coerce.number().positive().max(100_000).default(64),
  ADMIN_EMAIL: email.optional(),
  SERVER_CONTROL: z.enum(['on', 'off'], 'must be on or off').default('off'),
  TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .transform(commaSeparated)
    .refine(
      (proxies) => proxies.every(isProxy),
      'must be addresses, networks (10.0.0.0/8), loopback, linklocal or uniquelocal',
    ),
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
