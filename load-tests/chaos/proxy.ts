import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of the answers that come through a proxy. */
export type Treatment =
  | { is: 'passed on' }
  /** After so many bytes, in the midst of an answer, the connection is gone. */
  | { is: 'cut'; afterBytes: () => number }
  /** They arrive late, on those connections whose first bytes say so. */
  | { is: 'late'; byMs: number; concerns: (opening: Buffer) => boolean };

export interface ProxyOptions {
  host?: string;
  /** The proxy's own; 0 for any. */
  port?: number;
  /** The port on 127.0.0.1 that connections go on to. */
  targetPort: number;
}

/** A TCP proxy in this process whose treatment of answers can be changed at any time. */
export class TcpProxy {
  treatment: Treatment = { is: 'passed on' };
  readonly #options: ProxyOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server = createServer((client) => this.#forward(client));
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async listen(): Promise<void> {
    const { host = '127.0.0.1', port = 0 } = this.#options;
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #forward(client: Socket): void {
    const target = connect(this.#options.targetPort, '127.0.0.1');
    const link: Link = { client, target, opening: undefined, bytesLeft: undefined, waiting: [] };
    for (const socket of [client, target]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        target.destroy();
      });
    }
    client.once('data', (data: Buffer) => {
      link.opening = data;
    });
    client.pipe(target);
    target.on('data', (data: Buffer) => this.#answer(link, data));
  }

  #answer(link: Link, data: Buffer): void {
    const { treatment } = this;
    if (treatment.is === 'cut') {
      link.bytesLeft ??= treatment.afterBytes();
      pass(link, data.subarray(0, link.bytesLeft));
      link.bytesLeft -= data.length;
      if (link.bytesLeft <= 0) link.client.end(() => link.client.destroy());
      return;
    }
    link.bytesLeft = undefined;
    const isLate = treatment.is === 'late' && treatment.concerns(link.opening ?? data);
    const dueMs = performance.now() + (isLate ? treatment.byMs : 0);
    if (link.waiting.push({ data, dueMs }) === 1) passOn(link);
  }
}

interface Link {
  client: Socket;
  target: Socket;
  /** The first bytes that the client sent. */
  opening: Buffer | undefined;
  /** Until the connection is cut. */
  bytesLeft: number | undefined;
  /** Answers on their way, and when they go on: never before those that came earlier. */
  waiting: { data: Buffer; dueMs: number }[];
}

function passOn(link: Link): void {
  for (let next = link.waiting[0]; next; next = link.waiting[0]) {
    const waitMs = next.dueMs - performance.now();
    if (waitMs > 0) {
      setTimeout(() => passOn(link), waitMs);
      return;
    }
    pass(link, next.data);
    link.waiting.shift();
  }
}

function pass({ client, target }: Link, data: Buffer): void {
  if (client.destroyed || data.length === 0 || client.write(data)) return;
  target.pause();
  client.once('drain', () => target.resume());
}
