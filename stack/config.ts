import { resolve } from 'node:path';
import { z } from 'zod';
import { modes } from '../app/cache/mode.ts';
import { StartError } from './process.ts';

const portNumber = z.coerce
  .number('must be a port: a whole number from 1 to 65535')
  .int('must be a port: a whole number from 1 to 65535')
  .min(1, 'must be a port: a whole number from 1 to 65535')
  .max(65_535, 'must be a port: a whole number from 1 to 65535');

const memcachedServers = z
  .string()
  .transform((list) => list.split(',').map((server) => server.trim()))
  .refine((list) => list.every(isHostAndPort), 'must be host:port,host:port');

/** The environment of `npm start`; `.env.example` says what each variable means. */
const Environment = z
  .object({
    PORT: portNumber.default(8080),
    SERVERS: z.coerce
      .number('must be a whole number from 1 to 20')
      .int('must be a whole number from 1 to 20')
      .min(1, 'must be a whole number from 1 to 20')
      .max(20, 'must be a whole number from 1 to 20')
      .default(3),
    SERVER_PORT: portNumber.default(3001),
    CACHE_MODE: oneOf(modes).optional(),
    BALANCER: oneOf(['node', 'nginx']).default('node'),
    BALANCER_ADMIN_PORT: portNumber.default(8081),
    DATABASE_URL: z
      .url({
        protocol: /^postgres(ql)?$/,
        error: 'must be postgres://user:password@host:port/name',
      })
      .optional(),
    MEMCACHED_SERVERS: memcachedServers.optional(),
    DATA_DIR: z.string().default('.data'),
  })
  .transform((env) => ({
    port: env.PORT,
    adminPort: env.BALANCER_ADMIN_PORT,
    serverPorts: Array.from({ length: env.SERVERS }, (_, index) => env.SERVER_PORT + index),
    cacheMode: env.CACHE_MODE,
    balancer: env.BALANCER,
    databaseUrl: env.DATABASE_URL,
    memcachedServers: env.MEMCACHED_SERVERS,
    dataDir: resolve(env.DATA_DIR),
  }))
  .superRefine((config, context) => {
    const ports = portsOf(config).map(({ port }) => port);
    if (new Set(ports).size < ports.length) {
      context.addIssue('PORT, BALANCER_ADMIN_PORT and the servers from SERVER_PORT on overlap');
    }
    if (Math.max(...ports) > 65_535) context.addIssue('SERVER_PORT: too high for so many servers');
  });

export type Config = z.infer<typeof Environment>;

/** Parses the environment, or throws a StartError of one line that names every bad variable. */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  // An empty variable is one that isn't set: so says compose, and so do most shells' users.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = Environment.safeParse(set);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new StartError(problems.join('; '));
}

/** Each port that the stack listens on, and the variable that sets it. */
export function portsOf(config: Pick<Config, 'port' | 'adminPort' | 'serverPorts' | 'balancer'>) {
  const servers = config.serverPorts.map((port) => ({ variable: 'SERVER_PORT', port }));
  const admin = { variable: 'BALANCER_ADMIN_PORT', port: config.adminPort };
  return [
    { variable: 'PORT', port: config.port },
    ...servers,
    ...(config.balancer === 'node' ? [admin] : []),
  ];
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

function isHostAndPort(server: string): boolean {
  return /^(\[[\da-f:]+\]|[\w.-]+):\d{1,5}$/i.test(server);
}
