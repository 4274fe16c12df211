import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { StartError } from './process.ts';

/**
 * Locks a data folder for as long as this process lives. Throws a StartError where another `npm
 * start` holds it. The lock is a listening socket: unlike a file with a process id, a crash never
 * leaves it locked.
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

/** Linux has socket names outside the file system, which end with their process. */
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
