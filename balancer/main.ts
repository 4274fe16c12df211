import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccessLog } from './access-log.ts';
import { createAdminServer } from './admin.ts';
import { Clients } from './clients.ts';
import { type Config, parseConfig } from './config.ts';
import { drain } from './drain.ts';
import { HealthChecks } from './health.ts';
import { RetryBudget } from './retry-budget.ts';
import { createRoundRobin } from './round-robin.ts';
import { createBalancer } from './server.ts';
import { Upstream } from './upstream.ts';

try {
  await run(parseConfig(process.env));
} catch (error) {
  console.error(`balancer: ${(error as Error).message}`);
  process.exit(1);
}

async function run(config: Config): Promise<void> {
  const upstreams = config.upstreams.map((address) => new Upstream(address));
  const health = new HealthChecks(upstreams);
  await health.start();
  const admin = createAdminServer(upstreams);
  const adminUrl = await listen(admin, config.adminPort, '127.0.0.1');
  const server = createBalancer({
    select: createRoundRobin(upstreams),
    budget: new RetryBudget(),
    clients: new Clients(config),
    accessLog: config.accessLog ? createAccessLog((line) => process.stdout.write(line)) : undefined,
    onFailure(upstream, refused) {
      if (refused) upstream.refused();
      health.checkNow(upstream);
    },
  });
  const url = await listen(server, config.port, config.host);
  console.error(`balancer: ${url}, admin: ${adminUrl}`);

  await stopSignal();
  await drain(server, upstreams);
  admin.close();
  admin.closeAllConnections();
  await health.stop();
  await Promise.all(upstreams.map((upstream) => upstream.pool.destroy()));
  process.exit(0);
}

/** Listens and returns the server's URL. Throws an Error that names a port that is taken. */
async function listen(server: Server, port: number, host: string): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw taken ? new Error(`port ${port} on ${host} is taken`, { cause: error }) : error;
  }
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

/** Resolves at SIGTERM or SIGINT, or when the process that forked this one is gone. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    process.once('disconnect', resolve);
  });
}
