import { once } from 'node:events';
import type { Server } from 'node:http';
import { log } from './log.ts';

export interface DrainOptions {
  server: Server;
  /** How long it goes on serving, so that balancers notice that it is not ready any more. */
  delayMs: number;
  /** Called first: from now on the server is not ready. */
  startDraining: () => void;
  /** Called when serving ends: streams would never finish by themselves. */
  endStreams: () => void;
}

/** Requests still under way after this are cut off. */
const finishMs = 10_000;
const sweepMs = 25;

/**
 * Waits for the signal to stop, then lets the server run dry: it is not ready any more but still
 * serves, then takes no new connections, finishes what it has, and closes. Resolves after that.
 * A parent that has gone away (its IPC channel closes) is such a signal as well.
 */
export async function drain({
  server,
  delayMs,
  startDraining,
  endStreams,
}: DrainOptions): Promise<void> {
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
      process.once(name, () => resolve(name));
    }
  });
  log('info', 'draining', { signal });
  startDraining();
  server.prependListener('request', (_req, res) => res.setHeader('Connection', 'close'));
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  endStreams();
  const closed = once(server, 'close');
  server.close();
  // A connection kept alive is idle only once its request is answered.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  const cut = setTimeout(() => server.closeAllConnections(), finishMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
