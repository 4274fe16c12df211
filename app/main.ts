import { once } from 'node:events';
import { openApp } from './app.ts';
import { type Config, parseConfig } from './config.ts';
import { drain } from './drain.ts';
import { log, reasonOf } from './observability/log.ts';

/** One app server, from its environment to its end. */
async function main(config: Config): Promise<void> {
  const { SERVER_NAME: name, HOST: host, PORT: port, DRAIN_MS: delayMs } = config;
  const app = await openApp(config);
  const server = app.handler.listen(port, host);
  await once(server, 'listening');
  log('info', 'listening', { server: name, host, port });
  const { startDraining, endStreams } = app;
  await drain({ server, delayMs, startDraining, endStreams });
  await app.close();
}

try {
  await main(parseConfig(process.env));
  process.exit(0);
} catch (error) {
  process.stderr.write(`trio: ${reasonOf(error)}\n`);
  process.exit(1);
}
