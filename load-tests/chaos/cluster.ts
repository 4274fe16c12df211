import type { CacheMode } from '../../app/cache/mode.ts';
import { balancerService } from '../../stack/balancers.ts';
import { memcachedService } from '../../stack/memcached.ts';
import { freePort, freePorts } from '../../stack/ports.ts';
import { postgresService, postgresUrl } from '../../stack/postgres.ts';
import { runToEnd } from '../../stack/process.ts';
import { serverService } from '../../stack/servers.ts';
import { logFile } from '../../stack/stack.ts';
import { runServices, type Supervisor } from '../../stack/supervisor.ts';
import { TcpProxy } from './proxy.ts';

const prepareScript = new URL('../../app/prepare.ts', import.meta.url).pathname;
const serverScript = new URL('./server.ts', import.meta.url).pathname;

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
  /** The path of memcached. */
  memcached: string;
  mode: CacheMode;
  /** A wrong protocol, by its name. */
  variant?: string | undefined;
}

/** An account with this address is an admin's. */
export const adminEmail = 'admin@example.test';

/** fsync guards against power cuts, which are no part of this; a commit must outlast a crash, though. */
const postgresSettings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=on'];

const supervision = { restart: false };

/** Starts all of it; what fails stays down until it is started again. Stopped with the scope. */
export async function openCluster(
  options: ClusterOptions,
  scope: AsyncDisposableStack,
): Promise<Cluster> {
  const [postgres, memcached] = await Promise.all([
    openPostgres(options, scope),
    openMemcached(options, scope),
  ]);
  const program = {
    name: 'preparing the database',
    script: [prepareScript] as [string],
    env: {
      DATABASE_URL: postgres.url,
      MEMCACHED_SERVERS: `127.0.0.1:${memcached.port}`,
      CACHE_MODE: options.mode,
    },
    logFile: logFile(options.folder, 'prepare'),
  };
  await runToEnd(program, scope);
  const servers = await openServers(options, { postgres, memcached }, scope);
  const port = await freePorts(2);
  const service = await balancerService({
    kind: 'node',
    port,
    adminPort: port + 1,
    upstreams: servers.map(({ name, url }) => ({ name, url })),
    folder: options.folder,
    logFile: logFile(options.folder, 'balancer'),
  });
  await runServices([service], supervision, scope);
  return { servers, balancerUrl: `http://127.0.0.1:${port}`, postgres, memcached };
}

async function openPostgres({ folder }: ClusterOptions, scope: AsyncDisposableStack) {
  const options = { folder, port: await freePort(), settings: postgresSettings };
  const service = postgresService(options, logFile(folder, 'postgres'));
  const [process] = await runServices([service], supervision, scope);
  return { process: process!, url: await postgresUrl(options) };
}

async function openMemcached({ folder, memcached }: ClusterOptions, scope: AsyncDisposableStack) {
  const port = await freePort();
  const service = memcachedService(memcached, port, logFile(folder, 'memcached'));
  const [process] = await runServices([service], supervision, scope);
  return { process: process!, port };
}

async function openServers(
  { folder, variant }: ClusterOptions,
  { postgres, memcached }: Pick<Cluster, 'postgres' | 'memcached'>,
  scope: AsyncDisposableStack,
): Promise<ChaosServer[]> {
  const firstPort = await freePorts(3);
  const memcachedPort = await freePort();
  return Promise.all(
    [0, 1, 2].map(async (index) => {
      const targetPort = Number(new URL(postgres.url).port);
      const toPostgres = await openProxy({ targetPort }, scope);
      // One port on three addresses of the loopback network: one name for all, a proxy for each.
      const host = `127.0.0.${index + 2}`;
      const proxy = { host, port: memcachedPort, targetPort: memcached.port };
      const toMemcached = await openProxy(proxy, scope);
      const name = `app-${index + 1}`;
      const port = firstPort + index;
      const service = serverService({
        name,
        port,
        databaseUrl: withPort(postgres.url, toPostgres.port),
        memcachedServers: [`memcached:${memcachedPort}`],
        logFile: logFile(folder, name),
        env: {
          ADMIN_EMAIL: adminEmail,
          CHAOS_MEMCACHED_ADDRESS: host,
          CHAOS_VARIANT: variant ?? '',
        },
      });
      service.program.script = [serverScript];
      const [process] = await runServices([service], supervision, scope);
      return { name, url: `http://127.0.0.1:${port}`, process: process!, toPostgres, toMemcached };
    }),
  );
}

async function openProxy(
  options: ConstructorParameters<typeof TcpProxy>[0],
  scope: AsyncDisposableStack,
): Promise<TcpProxy> {
  const proxy = new TcpProxy(options);
  await proxy.listen();
  scope.defer(() => proxy.close());
  return proxy;
}

function withPort(address: string, port: number): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}
