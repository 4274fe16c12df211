import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { log } from './observability/log.ts';

export interface DrainOptions {
  server: Server;
  /** How long it still serves, in ms, so that balancers notice that it is not ready. */
  delayMs: number;
  /** Called first: from now on the server is not ready. */
  startDraining: () => void;
  /** Called when serving ends: streams would never finish by themselves. */
  endStreams: () => void;
}

/** Longer than the balancers keep an idle connection: the balancer has to close it first. */
const idleMs = 4_500;
/** Requests that take longer are cut off. */
const finishMs = 10_000;
const sweepMs = 25;

/** Maximum duration of a turn of the event loop in which next to nothing happened. */
const shortTurnMs = 0.1;
const patienceMs = 500;

/**
 * Waits for SIGTERM, SIGINT, or the end of the IPC channel to a parent. Then the server is not
 * ready, but still serves for `delayMs`; then it takes no new connections, finishes its requests,
 * and closes. Resolves after that.
 *
 * Connections are kept alive until the port closes. With `Connection: close` on every answer, each
 * request of a balancer that has not noticed yet would need a new connection. Idle connections are
 * not closed at once either, as http.Server's own close does: a request may be on its way.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const { server, delayMs, startDraining, endStreams } = options;
  log('info', 'draining', { signal: await signalToStop() });
  startDraining();
  await delay(delayMs);
  endStreams();
  server.prependListener('request', (_req, res) => res.setHeader('Connection', 'close'));
  const closed = once(server, 'close');
  await closePort(server);
  const timers = new AbortController();
  void closeIdle(server, timers.signal);
  const cut = setTimeout(() => server.closeAllConnections(), finishMs);
  await closed;
  timers.abort();
  clearTimeout(cut);
}

async function signalToStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
      process.once(name, () => resolve(name));
    }
  });
}

/**
 * Takes no new connections. A connection that the kernel has accepted, but the process has not, is
 * lost with its request when the port closes. So the port closes right after the event loop has
 * polled, in a turn that had next to nothing else to do.
 */
async function closePort(server: Server): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  for (let lastMs = 0, nowMs = 0; nowMs < deadlineMs; lastMs = nowMs) {
    await new Promise((resolve) => setImmediate(resolve));
    nowMs = performance.now();
    if (nowMs - lastMs < shortTurnMs) break;
  }
  NetServer.prototype.close.call(server);
}

/** Closes idle connections once no balancer should have one any more. */
async function closeIdle(server: Server, signal: AbortSignal): Promise<void> {
  await delay(idleMs, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    server.closeIdleConnections();
    await delay(sweepMs, undefined, { signal }).catch(() => undefined);
  }
}
