import { connect } from 'node:net';
import type { Service } from './supervisor.ts';

const guard = new URL('./guard.ts', import.meta.url).pathname;
const memoryMb = 64;

/** A memcached on 127.0.0.1, TCP alone. `program` is its path. */
export function memcachedService(program: string, port: number, logFile: string): Service {
  const asRoot = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const args = [
    '-l',
    '127.0.0.1',
    '-p',
    String(port),
    '-U',
    '0',
    '-m',
    String(memoryMb),
    ...asRoot,
  ];
  return {
    program: { name: 'memcached', script: [guard, program, ...args], logFile },
    isReady: () => answers(port),
  };
}

/** Returns the servers, `host:port`, that accept no connection within a second. */
export async function unreachableOf(servers: string[]): Promise<string[]> {
  const reachable = await Promise.all(servers.map(takesConnections));
  return servers.filter((_, index) => !reachable[index]);
}

function takesConnections(server: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${server}`);
  return new Promise((resolve) => {
    // An IPv6 address has brackets in the URL, and none for the socket.
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''), () => {
      resolve(true);
      socket.destroy();
    });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(false));
  });
}

/** Whether a memcached answers `version` on the port. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('version\r\n'));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (data) => {
      resolve(data.toString().startsWith('VERSION'));
      socket.end('quit\r\n');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(false));
  });
}
