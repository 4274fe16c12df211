import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of the answers that come through a proxy. */
export type Treatment =
  | { is: 'passed on' }
  /** After that many bytes, in the midst of an answer, the connection is gone. */
  | { is: 'cut'; afterBytes: () => number }
  /** They arrive late, on those connections whose first bytes say so. */
  | { is: 'late'; byMs: number; concerns: (opening: Buffer) => boolean };

export interface TcpProxyOptions {
  /** The URL that connections go on to: `postgres://user@127.0.0.1:5432/name`, `tcp://127.0.0.1:11211`. */
  target: string;
  /** The proxy's own address; 127.0.0.1 by default. */
  host?: string;
  /** The proxy's own port; a free one by default. */
  port?: number;
  /** Looks at what a client sends. Where it returns true, the connection is cut instead. */
  cutsOn?: (data: Buffer) => boolean;
}

/** Opens a TCP proxy in this process, which fails as networks do; closed with the scope. */
export async function openTcpProxy(
  options: TcpProxyOptions,
  scope: AsyncDisposableStack,
): Promise<TcpProxy> {
  const proxy = new TcpProxy(options);
  await proxy.heal();
  scope.defer(() => proxy.cut());
  return proxy;
}

/**
 * - *passing*: what arrives is passed on, as `treatment` says. Entered by `heal`.
 * - *frozen*: everything is taken and nothing passed on, either way. Entered by `freeze`, left by
 *   `heal` or `cut`.
 * - *cut*: new connections are refused, and those there were are gone. Entered by `cut`, left by `heal`.
 */
export class TcpProxy {
  treatment: Treatment = { is: 'passed on' };
  readonly #options: TcpProxyOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #frozen = false;

  constructor(options: TcpProxyOptions) {
    this.#options = options;
    this.#server = createServer((client) => this.#forward(client));
  }

  get port(): number {
    return this.#port;
  }

  /** The target's URL, by way of the proxy. */
  get url(): string {
    const { target, host = '127.0.0.1' } = this.#options;
    return Object.assign(new URL(target), { hostname: host, port: String(this.#port) }).href;
  }

  /** Cuts all connections, and refuses new ones until it is healed. */
  async cut(): Promise<void> {
    if (!this.#server.listening) return;
    this.#frozen = false;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cutConnections();
    await closed;
  }

  /** Cuts the connections there are. */
  cutConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Takes everything and passes on nothing, either way, without a word. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Listens, and passes on. What was frozen goes on. */
  async heal(): Promise<void> {
    this.#frozen = false;
    for (const socket of this.#sockets) socket.resume();
    if (this.#server.listening) return;
    const { host = '127.0.0.1', port = this.#port } = this.#options;
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as { port: number }).port;
  }

  #forward(client: Socket): void {
    const { hostname, port } = new URL(this.#options.target);
    const target = connect(Number(port), hostname);
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
    client.on('data', (data: Buffer) => this.#ask(link, data));
    client.on('end', () => target.end());
    target.on('data', (data: Buffer) => this.#answer(link, data));
    if (this.#frozen) for (const socket of [client, target]) socket.pause();
  }

  #ask(link: Link, data: Buffer): void {
    link.opening ??= data;
    if (this.#options.cutsOn?.(data)) link.client.destroy();
    else this.#pass(link.client, link.target, data);
  }

  #answer(link: Link, data: Buffer): void {
    const { treatment } = this;
    if (treatment.is === 'cut') {
      link.bytesLeft ??= treatment.afterBytes();
      this.#pass(link.target, link.client, data.subarray(0, link.bytesLeft));
      link.bytesLeft -= data.length;
      if (link.bytesLeft <= 0) link.client.end(() => link.client.destroy());
      return;
    }
    link.bytesLeft = undefined;
    const isLate = treatment.is === 'late' && treatment.concerns(link.opening ?? data);
    const dueMs = performance.now() + (isLate ? treatment.byMs : 0);
    if (link.waiting.push({ data, dueMs }) === 1) this.#passWaiting(link);
  }

  #passWaiting(link: Link): void {
    for (let next = link.waiting[0]; next; next = link.waiting[0]) {
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) {
        setTimeout(() => this.#passWaiting(link), waitMs);
        return;
      }
      this.#pass(link.target, link.client, next.data);
      link.waiting.shift();
    }
  }

  #pass(from: Socket, to: Socket, data: Buffer): void {
    if (to.destroyed || data.length === 0 || to.write(data)) return;
    from.pause();
    to.once('drain', () => {
      if (!this.#frozen) from.resume();
    });
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
