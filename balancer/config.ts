import { z } from 'zod';
import { parseTrustedProxies } from './trusted-proxies.ts';

/** One server behind the balancer: its name, as it calls itself in `X-Served-By`, and its origin. */
export interface UpstreamAddress {
  name: string;
  url: string;
}

const port = z.coerce.number().int().min(0).max(65_535);

const upstreams = z.string('is required').transform((list, context) => {
  const addresses = list.split(',').map(parseUpstream);
  const names = new Set(addresses.map((address) => address?.name));
  if (addresses.includes(undefined) || names.size < addresses.length) {
    context.addIssue('must be name=http://host:port,... with each name once');
    return z.NEVER;
  }
  return addresses as UpstreamAddress[];
});

const trustedProxies = z.string().transform((list, context) => {
  const trusted = parseTrustedProxies(list);
  if (trusted) return trusted;
  context.addIssue('must be addresses, CIDR ranges, loopback, linklocal or uniquelocal');
  return z.NEVER;
});

/** The balancer's environment. Port 0 takes any free port. */
const Environment = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port.default(8080),
    UPSTREAMS: upstreams,
    BALANCER_ADMIN_PORT: port.default(8081),
    ACCESS_LOG: z.enum(['on', 'off']).default('off'),
    BALANCER_TRUSTED_PROXIES: trustedProxies.prefault(''),
    CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(1).default(2_000),
  })
  .transform((env) => ({
    host: env.HOST,
    port: env.PORT,
    upstreams: env.UPSTREAMS,
    adminPort: env.BALANCER_ADMIN_PORT,
    accessLog: env.ACCESS_LOG === 'on',
    trustedProxies: env.BALANCER_TRUSTED_PROXIES,
    connectionsPerAddress: env.CONNECTIONS_PER_ADDRESS,
  }));

export type Config = z.infer<typeof Environment>;

/**
 * Parses the environment, or throws an Error of one line that names every bad variable. An empty
 * value counts as none. `app/config.ts` does the same for the servers; the balancer stands alone.
 */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = Environment.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(problems.join('; '));
}

function parseUpstream(item: string): UpstreamAddress | undefined {
  const [, name, address] = /^\s*([\w.-]+)=(.+?)\s*$/.exec(item) ?? [];
  if (!name || !address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isOrigin = url.protocol === 'http:' && url.pathname === '/' && !url.search && !url.username;
  return isOrigin ? { name, url: url.origin } : undefined;
}
