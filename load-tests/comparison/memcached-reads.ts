import { connect } from 'node:net';

/** Memcached's own count of requested and found bodies. */
export interface MemcachedReads {
  gets: number;
  hits: number;
}

/** Views that authenticate a request; they are no answers. */
const credentials = ['session', 'token'];
const timeoutMs = 2_000;

/** Makes Memcached count by the prefix of its keys. It costs little, and is off by default. */
export async function countByPrefix(address: string): Promise<void> {
  await command(address, 'stats detail on', 'OK\r\n');
}

/** The counts of all bodies of answers, since counting began. */
export async function memcachedReads(address: string): Promise<MemcachedReads> {
  return parseDetail(await command(address, 'stats detail dump', 'END\r\n'));
}

/** Sums up `stats detail dump`: `PREFIX trio-todos get 12 hit 10 set 2 del 0`. */
export function parseDetail(dump: string): MemcachedReads {
  const total = { gets: 0, hits: 0 };
  for (const [, kind = '', gets, hits] of dump.matchAll(
    /^PREFIX trio-(\w+) get (\d+) hit (\d+) /gm,
  )) {
    if (credentials.includes(kind)) continue;
    total.gets += Number(gets);
    total.hits += Number(hits);
  }
  return total;
}

/** Sends one command of the text protocol and returns the answer up to and with `end`. */
function command(address: string, line: string, end: string): Promise<string> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(`${line}\r\n`));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${address} did not answer`)));
    socket.on('data', (data) => {
      answer += data;
      if (!answer.endsWith(end)) return;
      resolve(answer);
      socket.end('quit\r\n');
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`${address} closed the connection: ${answer}`)));
  });
}
