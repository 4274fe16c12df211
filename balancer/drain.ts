import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Upstream } from './upstream.ts';

/** Requests that run longer are cut off. Same as the servers' drain. */
const deadlineMs = 10_000;
const sweepMs = 50;

/**
 * Stops accepting, ends the event streams, and lets every other request finish. Closes each
 * connection as soon as it is idle. Resolves when the last one is closed.
 */
export async function drain(server: Server, upstreams: readonly Upstream[]): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const sweep = setInterval(() => {
    for (const exchange of upstreams.flatMap(({ underWay }) => underWay.all())) {
      if (exchange.isEventStream) exchange.end();
    }
    server.closeIdleConnections();
  }, sweepMs);
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}
