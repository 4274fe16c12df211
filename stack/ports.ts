import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';

const host = '127.0.0.1';

/**
 * Below 32768, where Linux' ports for outgoing connections begin: a client could take one of those
 * between the check and the use.
 */
const range = { from: 10_000, to: 32_768 };

const reservations: Socket[] = [];

/**
 * Returns a free TCP port on 127.0.0.1. A UDP socket on the same number reserves it until this
 * process ends, so two processes never get the same one.
 */
export function freePort(): Promise<number> {
  return freePorts(1);
}

/**
 * Returns the port that `file` names, if it is still free; otherwise another one, which it writes
 * there.
 */
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

/** Returns the first of `count` such ports in a row. */
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

/** Whether a server could listen on the port now. Throws where the port can't be used at all. */
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

/** Undefined where the port is reserved or used. */
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
