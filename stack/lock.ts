import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { StartError } from './process.ts';

/**
 * Takes the lock of a data folder for as long as this process lives: a second `npm start` in the
 * same folder throws a StartError. The lock is a socket that listens, which no crash leaves behind
 * as taken, unlike a file with a process id.
 */
export async function lockFolder(folder: string): Promise<void> {
  const path = socketPath(await realpath(folder));
  for (;;) {
    const server = createServer((client) => client.destroy()).unref();
    try {
      server.listen(path);
      await once(server, 'listening');
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (await isListening(path)) {
        throw new StartError(`DATA_DIR: another npm start is running in ${folder}`);
      }
      await rm(path, { force: true });
    }
  }
}

/** Linux has names for sockets outside of the file system, which end with their process. */
function socketPath(folder: string): string {
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return process.platform === 'linux' ? `\0trio-${digest}` : join(folder, 'lock.sock');
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
  });
}
