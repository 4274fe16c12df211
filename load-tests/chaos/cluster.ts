import { fileURLToPath } from 'node:url';
import type { CacheMode } from '../../app/cache/mode.ts';
import { freePort } from '../../stack/ports.ts';
import { type ServerOptions, serverService } from '../../stack/server.ts';
import { openStack } from '../../stack/stack.ts';
import type { Service, Supervisor } from '../../stack/supervisor.ts';
import { openTcpProxy, type TcpProxy } from '../../stack/tcp-proxy.ts';

const serverScript = fileURLToPath(new URL('./server.ts', import.meta.url));

/** Three servers, each with its own way to Postgres and to Memcached, and the balancer. */
export interface Cluster {
  servers: ChaosServer[];
  balancerUrl: string;
  postgres: { process: Supervisor; url: string };
  memcached: { process: Supervisor; port: number };
}

export interface ChaosServer {
  name: string;
  url: string;
  process: Supervisor;
  /** What its connections go through. */
  toPostgres: TcpProxy;
  toMemcached: TcpProxy;
}

export interface ClusterOptions {
  /** An empty folder for logs and data. */
  folder: string;
  mode: CacheMode;
  /** A wrong protocol, by its name. */
  variant?: string | undefined;
  seed: number;
}

/** An account with this address is an admin's. */
export const adminEmail = 'admin@example.test';

/** fsync guards against power cuts, which are no fault here. A commit must outlast a crash, though. */
const postgresSettings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=on'];

/** Starts all of it. What fails stays down until it is started again. Stopped with the scope. */
export async function openCluster(
  { folder, mode, variant = '', seed }: ClusterOptions,
  scope: AsyncDisposableStack,
): Promise<Cluster> {
  const proxies = new Map<string, Pick<ChaosServer, 'toPostgres' | 'toMemcached'>>();
  const memcachedPort = await freePort();
  const createServer = async (options: ServerOptions): Promise<Service> => {
    const [memcached = ''] = options.memcachedServers;
    const toPostgres = await openTcpProxy({ target: options.databaseUrl }, scope);
    // One port on three addresses of the loopback network: one name for all, a proxy for each.
    const host = `127.0.0.${options.name.replace('app-', '')}0`;
    const own = { host, port: memcachedPort };
    const toMemcached = await openTcpProxy({ target: `tcp://${memcached}`, ...own }, scope);
    proxies.set(options.name, { toPostgres, toMemcached });
    const service = serverService({
      ...options,
      databaseUrl: toPostgres.url,
      memcachedServers: [`memcached:${memcachedPort}`],
      env: {
        ADMIN_EMAIL: adminEmail,
        CHAOS_MEMCACHED_ADDRESS: host,
        CHAOS_VARIANT: variant,
        CHAOS_SEED: `${seed}${options.name.replace('app-', '')}`,
      },
    });
    service.program.script = [serverScript];
    return service;
  };
  const stack = await openStack(
    { folder, cacheMode: mode, memcached: 'start', postgresSettings, createServer },
    scope,
  );
  const { hostname: _host, port } = new URL(`tcp://${stack.memcachedServers[0]}`);
  return {
    servers: stack.servers.map((server) => ({ ...server, ...proxies.get(server.name)! })),
    balancerUrl: stack.baseUrl,
    postgres: { process: stack.postgres!, url: stack.databaseUrl },
    memcached: { process: stack.memcached!, port: Number(port) },
  };
}
