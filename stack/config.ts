import { resolve } from 'node:path';
import { z } from 'zod';
import { modes } from '../app/cache/mode.ts';
import { memcachedServers, parseEnvironment } from '../app/config.ts';
import { StartError } from './process.ts';

const portNumber = wholeNumber(1, 65_535, 'must be a port: a whole number from 1 to 65535');

/** The environment of `npm start`; `.env.example` says what each variable means. */
const Environment = z
  .object({
    PORT: portNumber.default(8080),
    /** More than 20 on one machine would only wait for each other. */
    SERVERS: wholeNumber(1, 20, 'must be a whole number from 1 to 20').default(3),
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
    MEMCACHED_SERVERS: memcachedServers,
    DATA_DIR: z.string().default('.data'),
  })
  .transform((env) => ({
    port: env.PORT,
    adminPort: env.BALANCER_ADMIN_PORT,
    serverPorts: Array.from({ length: env.SERVERS }, (_, index) => env.SERVER_PORT + index),
    cacheMode: env.CACHE_MODE,
    balancer: env.BALANCER,
    databaseUrl: env.DATABASE_URL,
    memcachedServers: env.MEMCACHED_SERVERS.length > 0 ? env.MEMCACHED_SERVERS : undefined,
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
  try {
    return parseEnvironment(Environment, env);
  } catch (cause) {
    throw new StartError((cause as Error).message, { cause });
  }
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

function wholeNumber(min: number, max: number, error: string) {
  return z.coerce.number(error).int(error).min(min, error).max(max, error);
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}
