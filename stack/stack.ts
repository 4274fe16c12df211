import { join } from 'node:path';
import type { CacheMode } from '../app/cache/mode.ts';
import { balancerService } from './balancers.ts';
import { ServerControl } from './control.ts';
import { runToEnd } from './process.ts';
import { serverService } from './servers.ts';
import { runServices, type Supervision, type Supervisor } from './supervisor.ts';

const prepareScript = new URL('../app/prepare.ts', import.meta.url).pathname;

export interface StackOptions {
  databaseUrl: string;
  memcachedServers: string[];
  cacheMode: CacheMode;
  balancer: 'node' | 'nginx';
  port: number;
  adminPort: number;
  serverPorts: number[];
  /** For logs and the balancer's files. */
  folder: string;
  /** More of the servers' environment. */
  serverEnv?: Record<string, string>;
  supervision: Supervision;
  /** Whether the servers can have one another stopped and started, by the Lab page. */
  control?: boolean;
}

export interface Stack {
  baseUrl: string;
  /** The balancer's; nginx has none. */
  adminUrl: string | undefined;
  balancer: Supervisor;
  servers: RunningServer[];
}

export interface RunningServer {
  name: string;
  url: string;
  process: Supervisor;
}

/**
 * Prepares the database, starts servers and then the balancer, and resolves when they take requests.
 * They are stopped in reverse order when the scope is disposed.
 */
export async function startStack(
  options: StackOptions,
  scope: AsyncDisposableStack,
): Promise<Stack> {
  await prepareDatabase(options, scope);
  const servers = await startServers(options, scope);
  const { balancer: kind, port, adminPort, folder, supervision } = options;
  const service = await balancerService({
    kind,
    port,
    adminPort,
    upstreams: servers.map(({ name, url }) => ({ name, url })),
    folder: join(folder, 'nginx'),
    logFile: logFile(folder, 'balancer'),
  });
  const [balancer] = await runServices([service], supervision, scope);
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    adminUrl: kind === 'node' ? `http://127.0.0.1:${adminPort}` : undefined,
    balancer: balancer!,
    servers,
  };
}

/** What comes before the servers, once: migrations, and setting the cluster's cache mode. */
async function prepareDatabase(options: StackOptions, scope: AsyncDisposableStack): Promise<void> {
  const program = {
    name: 'preparing the database',
    script: [prepareScript] as [string],
    env: {
      DATABASE_URL: options.databaseUrl,
      MEMCACHED_SERVERS: options.memcachedServers.join(','),
      CACHE_MODE: options.cacheMode,
    },
    logFile: logFile(options.folder, 'prepare'),
  };
  await runToEnd(program, scope);
}

async function startServers(
  options: StackOptions,
  scope: AsyncDisposableStack,
): Promise<RunningServer[]> {
  const { databaseUrl, memcachedServers, folder, serverEnv = {}, supervision } = options;
  const control = options.control ? new ServerControl(supervision) : undefined;
  const servers = options.serverPorts.map((port, index) => ({ name: `app-${index + 1}`, port }));
  const services = servers.map(({ name, port }) =>
    serverService({
      name,
      port,
      databaseUrl,
      memcachedServers,
      logFile: logFile(folder, name),
      env: { ...serverEnv, SERVER_CONTROL: control ? 'on' : 'off' },
    }),
  );
  const processes = await runServices(services, control?.supervision() ?? supervision, scope);
  control?.take(processes);
  return servers.map(({ name, port }, index) => ({
    name,
    url: `http://127.0.0.1:${port}`,
    process: processes[index]!,
  }));
}

export function logFile(folder: string, name: string): string {
  return join(folder, `${name}.log`);
}
