import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '../../load-tests/seed/random.ts';

type Random = () => number;

const methods = ['GET', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PUT', 'PATCH', 'TRACE', 'BREW', ''];
const paths = [
  '/',
  '/echo',
  '/todos',
  '/events',
  '/hang',
  '/cut',
  '/cut-chunked',
  '//',
  '*',
  '/%00',
];
const fields = [
  'Content-Length: 5',
  'Content-Length: 99999999999999999999',
  'Content-Length: x',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Connection: close',
  'Connection: Upgrade, X-A, Host',
  'Upgrade: websocket',
  'Expect: 100-continue',
  'Expect: nonsense',
  'Trailer: X',
  'Host: other',
  'X-Forwarded-For: 1.2.3.4',
  'If-Match: "\xff\xfe"',
  ': no name',
  'no colon',
  ' folded',
  'Range: bytes=0-1',
];

/** A request that may be anything from ordinary to hopeless, cut short or followed by noise. */
function randomRequest(random: Random): Buffer {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const version = random() < 0.95 ? 'HTTP/1.1' : pick(['HTTP/1.0', 'HTTP/2.0', 'HTP', '']);
  // Not more: nginx takes a server out for a second that broke a connection.
  const path = random() < 0.005 ? '/crash' : pick(paths);
  const lines = [`${random() < 0.5 ? 'GET' : pick(methods)} ${path} ${version}`];
  if (random() < 0.95) lines.push('Host: trio');
  for (let left = Math.floor(random() * 4) - 1; left > 0; left--) lines.push(pick(fields));
  if (random() < 0.05) lines.push(`X-Giant: ${'x'.repeat(Math.floor(random() * 40_000))}`);
  const content = pick([
    '',
    'hello',
    '5\r\nhello\r\n0\r\n\r\n',
    '5\r\nhel',
    'zz\r\n',
    '\0\x01\xff',
  ]);
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${content}`, 'latin1');
  if (random() < 0.1) flipSomeBytes(bytes, random);
  return random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

function flipSomeBytes(bytes: Buffer, random: Random): void {
  for (let left = 3; left > 0; left--) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  }
}

/** One client's visit: what it sends, at what pace, and how it leaves. */
async function visit(port: number, random: Random): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.on('data', () => undefined);
  const bytes = randomRequest(random);
  const [pace, ending] = [random(), random()];
  if (pace < 0.9) socket.write(bytes);
  else {
    // A slow header: in pieces, with a pause between them.
    const middle = Math.floor(bytes.length / 2);
    socket.write(bytes.subarray(0, middle));
    await delay(20);
    if (socket.writable) socket.write(bytes.subarray(middle));
  }
  if (ending < 0.4) {
    await Promise.race([once(socket, 'close'), delay(50)]).catch(() => undefined);
  } else if (ending < 0.7) await delay(Math.floor(random() * 5));
  if (ending < 0.5) socket.resetAndDestroy();
  else socket.destroy();
}

/** `visits` clients, `atOnce` at a time, the same for the same seed but for their timing. */
export async function fuzz(port: number, visits: number, seed: number): Promise<void> {
  const random = createRandom(seed);
  const atOnce = 32;
  let left = visits;
  const client = async () => {
    while (left-- > 0) await visit(port, random);
  };
  await Promise.all(Array.from({ length: atOnce }, client));
}
