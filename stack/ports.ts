import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';

const host = '127.0.0.1';

/**
 * Below 32768, where Linux starts to hand out ports for outgoing connections: a port from that
 * range could be taken by any client between our look and our use.
 */
const range = { from: 10_000, to: 32_768 };

const reservations: Socket[] = [];

/**
 * A TCP port on 127.0.0.1 that nothing listens on. A UDP socket on the same number keeps it
 * reserved until this process ends, so that two processes looking at once never get the same one.
 */
export function freePort(): Promise<number> {
  return freePorts(1);
}

/** The port that `file` names, if it is still free; otherwise another, which it names from now on. */
export async function keptPort(file: string): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  const reserved = kept > 0 ? await reserve(kept) : undefined;
  if (reserved) {
    reservations.push(reserved);
    return kept;
  }
  const port = await freePort();
  await writeFile(file, String(port));
  return port;
}

/** The first of `count` such ports in a row. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(range.from, range.to - count);
    const sockets = await Promise.all(
      Array.from({ length: count }, (_, index) => reserve(first + index)),
    );
    const reserved = sockets.filter((socket) => socket !== undefined);
    if (reserved.length === count) {
      reservations.push(...reserved);
      return first;
    }
    for (const socket of reserved) socket.close();
  }
}

/** True when a server on 127.0.0.1 could listen on `port` now. Throws what else is wrong with it. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}

/** Undefined where someone else has reserved the port, or listens on it. */
async function reserve(port: number): Promise<Socket | undefined> {
  const socket = createSocket({ type: 'udp4' }).unref();
  try {
    socket.bind({ address: host, port, exclusive: true });
    await once(socket, 'listening');
    if (await isPortFree(port)) return socket;
  } catch {
    // Taken.
  }
  socket.close();
  return undefined;
}
