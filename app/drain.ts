import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { log } from './observability/log.ts';

export interface DrainOptions {
  server: Server;
  /** How long it goes on serving, so that balancers notice that it is not ready any more. */
  delayMs: number;
  /** Called first: from now on the server is not ready. */
  startDraining: () => void;
  /** Called when serving ends: streams would never finish by themselves. */
  endStreams: () => void;
}

/** Longer than our balancers keep an idle connection: it has to be the balancer that closes it. */
const idleMs = 4_500;
/** Requests still under way after this are cut off. */
const finishMs = 10_000;
const sweepMs = 25;

/** What a turn of the event loop takes in which next to nothing happens. */
const shortTurnMs = 0.1;
const patienceMs = 500;

/**
 * Waits for the signal to stop, then lets the server run dry: it is not ready any more but still
 * serves, then takes no new connections, finishes what it has, and closes. Resolves after that.
 * A parent that has gone away (its IPC channel closes) is such a signal as well.
 *
 * Connections are kept alive until the port closes: with `Connection: close` on every answer, every
 * request of a balancer that doesn't know would need a new connection. Nor are idle ones closed then
 * (as http.Server's own close would), since a request may be on its way on one.
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
 * Takes no new connections from now on. One that the kernel has made, but that waits to be accepted
 * when the port closes, is lost with the request it carries: so the port is closed right after the
 * event loop has polled, and in a turn in which it had next to nothing else to do since.
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

/** Closes, once no balancer should have one any more, connections on which nothing happens. */
async function closeIdle(server: Server, signal: AbortSignal): Promise<void> {
  await delay(idleMs, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    server.closeIdleConnections();
    await delay(sweepMs, undefined, { signal }).catch(() => undefined);
  }
}
