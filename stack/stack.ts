import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CacheMode } from '../app/cache/mode.ts';
import { balancerService } from './balancer.ts';
import { memcachedService } from './memcached.ts';
import { freePort, freePorts } from './ports.ts';
import { postgresService, postgresUrl } from './postgres.ts';
import { runToEnd, StartError } from './process.ts';
import { findProgram } from './programs.ts';
import type { Say } from './progress.ts';
import { type ServerOptions, serverService } from './server.ts';
import { ServerControl } from './server-control.ts';
import { runServices, type Service, type Supervision, type Supervisor } from './supervisor.ts';
import { temporaryFolder } from './temporary-folder.ts';

const prepareScript = fileURLToPath(new URL('../app/prepare.ts', import.meta.url));

export interface StackOptions {
  /** The mode that reads begin with. */
  cacheMode: CacheMode;
  /**
   * For logs, nginx' files, and the embedded Postgres. By default a temporary folder, which is
   * deleted with the scope.
   */
  folder?: string;
  /** Where the embedded Postgres keeps its data; by default in `folder`. */
  dataFolder?: string;
  /** Of a Postgres that runs already. By default the embedded one is started. */
  databaseUrl?: string | undefined;
  /** Settings of the embedded Postgres, `name=value`; by default it keeps commits over a crash. */
  postgresSettings?: string[];
  /** `host:port` of Memcached servers that run already; or `start` one. None by default. */
  memcached?: string[] | 'start' | undefined;
  /** `node` by default. */
  balancer?: 'node' | 'nginx';
  /** How many servers, on free ports; 3 by default. */
  servers?: number;
  /** Ports instead of free ones. */
  ports?: StackPorts;
  /** More of each server's environment. */
  serverEnv?: Record<string, string>;
  /** Runs another server than the app's. */
  createServer?: (options: ServerOptions) => Promise<Service>;
  /** By default what ends is not started again. */
  supervision?: Supervision;
  /** Whether the Lab page can stop and start the servers. False by default. */
  control?: boolean;
  /** Hears what starts and what is ready. */
  say?: Say;
}

interface StackPorts {
  balancer: number;
  admin: number;
  servers: number[];
  /** Of the Memcached that is started. */
  memcached?: number;
}

export interface Stack {
  folder: string;
  baseUrl: string;
  /** The balancer's; nginx has none. */
  adminUrl: string | undefined;
  balancer: Supervisor;
  servers: RunningServer[];
  databaseUrl: string;
  /** The embedded one, if it was started. */
  postgres: Supervisor | undefined;
  /** `host:port` each. */
  memcachedServers: string[];
  /** The one that was started. */
  memcached: Supervisor | undefined;
}

export interface RunningServer {
  name: string;
  url: string;
  process: Supervisor;
}

/**
 * Runs every process of Trio on this machine: Postgres, Memcached, the migrations, the servers and
 * the balancer. `npm start`, the tests, the benchmarks, the comparison and the chaos checker all use
 * it. Resolves when the balancer takes requests. Everything is stopped in reverse order when the
 * scope is disposed. Throws a StartError where a program is missing or a process does not start.
 */
export async function openStack(
  options: StackOptions,
  scope: AsyncDisposableStack,
): Promise<Stack> {
  const { supervision = { restart: false }, say = () => {} } = options;
  const folder = options.folder ?? (await openTemporaryFolder(scope));
  const context = { ...options, folder, supervision, say, scope };
  const [{ databaseUrl, postgres }, { memcachedServers, memcached }] = await Promise.all([
    openPostgres(context),
    openMemcached(context),
  ]);
  const parts = { databaseUrl, postgres, memcachedServers, memcached };
  await prepareDatabase(context, parts);
  const ports = options.ports ?? (await choosePorts(options.servers));
  say(`${ports.servers.length} servers and the balancer (${options.balancer ?? 'node'}) start`);
  const servers = await openServers({ ...context, ports }, parts);
  return { folder, ...parts, servers, ...(await openBalancer({ ...context, ports }, servers)) };
}

interface Context extends StackOptions {
  folder: string;
  supervision: Supervision;
  say: Say;
  scope: AsyncDisposableStack;
}

type Backends = Pick<Stack, 'databaseUrl' | 'postgres' | 'memcachedServers' | 'memcached'>;

async function openTemporaryFolder(scope: AsyncDisposableStack): Promise<string> {
  const folder = await temporaryFolder();
  scope.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

async function choosePorts(servers = 3): Promise<StackPorts> {
  const first = await freePorts(2 + servers);
  return {
    balancer: first,
    admin: first + 1,
    servers: Array.from({ length: servers }, (_, index) => first + 2 + index),
  };
}

async function openPostgres(context: Context): Promise<Pick<Stack, 'databaseUrl' | 'postgres'>> {
  const { databaseUrl, folder, dataFolder = folder, postgresSettings: settings = [] } = context;
  if (databaseUrl !== undefined) return { databaseUrl, postgres: undefined };
  const isNew = !existsSync(join(dataFolder, 'postgres'));
  context.say(`Postgres starts${isNew ? ' with new data' : ''}`);
  const options = { folder: dataFolder, port: await freePort(), settings };
  const postgres = await run(context, postgresService(options, logFile(folder, 'postgres')));
  context.say('Postgres is ready');
  return { databaseUrl: await postgresUrl(options), postgres };
}

async function openMemcached(
  context: Context,
): Promise<Pick<Stack, 'memcachedServers' | 'memcached'>> {
  const { memcached: asked = [], folder, ports } = context;
  if (asked !== 'start') return { memcachedServers: asked, memcached: undefined };
  const program = findProgram('memcached');
  if (!program) throw new StartError('memcached is not installed (apt-get install memcached)');
  const port = ports?.memcached ?? (await freePort());
  const service = memcachedService(program, port, logFile(folder, 'memcached'));
  const memcached = await run(context, service);
  context.say('Memcached is ready');
  return { memcachedServers: [`127.0.0.1:${port}`], memcached };
}

/** What comes before the servers, once: the migrations, and the cluster's cache mode. */
async function prepareDatabase(context: Context, backends: Backends): Promise<void> {
  const program = {
    name: 'preparing the database',
    script: [prepareScript] as [string],
    env: {
      DATABASE_URL: backends.databaseUrl,
      MEMCACHED_SERVERS: backends.memcachedServers.join(','),
      CACHE_MODE: context.cacheMode,
    },
    logFile: logFile(context.folder, 'prepare'),
  };
  await runToEnd(program, context.scope);
}

async function openServers(
  context: Context & { ports: StackPorts },
  { databaseUrl, memcachedServers }: Backends,
): Promise<RunningServer[]> {
  const { supervision, folder, ports, scope, serverEnv, createServer } = context;
  const control = context.control ? new ServerControl(supervision) : undefined;
  const servers = ports.servers.map((port, index) => ({ name: `app-${index + 1}`, port }));
  const services = await Promise.all(
    servers.map(async ({ name, port }) => {
      const env = { ...serverEnv, SERVER_CONTROL: control ? 'on' : 'off' };
      const addresses = { databaseUrl, memcachedServers };
      const server = { name, port, ...addresses, logFile: logFile(folder, name), env };
      return (await createServer?.(server)) ?? serverService(server);
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

async function openBalancer(
  context: Context & { ports: StackPorts },
  servers: RunningServer[],
): Promise<Pick<Stack, 'balancer' | 'baseUrl' | 'adminUrl'>> {
  const { folder, ports, balancer: kind = 'node' } = context;
  const service = await balancerService({
    kind,
    port: ports.balancer,
    adminPort: ports.admin,
    upstreams: servers.map(({ name, url }) => ({ name, url })),
    folder: join(folder, 'nginx'),
    logFile: logFile(folder, 'balancer'),
  });
  return {
    balancer: await run(context, service),
    baseUrl: `http://127.0.0.1:${ports.balancer}`,
    adminUrl: kind === 'node' ? `http://127.0.0.1:${ports.admin}` : undefined,
  };
}

async function run({ supervision, scope }: Context, service: Service): Promise<Supervisor> {
  const [supervisor] = await runServices([service], supervision, scope);
  return supervisor!;
}

function logFile(folder: string, name: string): string {
  return join(folder, `${name}.log`);
}
