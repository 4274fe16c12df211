import type { BlockList, Socket } from 'node:net';
import { isTrusted } from './trusted-proxies.ts';

/** Who is at the other end of a connection. */
export interface Client {
  /** The peer's address; an IPv4 address on a dual-stack socket in IPv4 form. */
  address: string;
  /** Whether it is a trusted proxy, which reports whom it speaks for. */
  isTrusted: boolean;
  /** Whether its address had too many connections when this one was made. */
  isOverLimit: boolean;
}

export interface ClientOptions {
  trustedProxies: BlockList;
  /** Maximum connections from one address. Connections of trusted proxies are not counted. */
  connectionsPerAddress: number;
}

/** The open connections, by client. */
export class Clients {
  readonly #options: ClientOptions;
  readonly #connections = new Map<string, number>();
  readonly #clients = new WeakMap<Socket, Client>();

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Notes a new connection, until it closes. */
  add(socket: Socket): void {
    const address = socket.remoteAddress?.replace(/^::ffff:/, '');
    // It closed before it could be read. No request will come from it.
    if (address === undefined) return;
    const { trustedProxies, connectionsPerAddress } = this.#options;
    const trusted = isTrusted(trustedProxies, address);
    const connections = this.#connections.get(address) ?? 0;
    const isOverLimit = !trusted && connections >= connectionsPerAddress;
    this.#clients.set(socket, { address, isTrusted: trusted, isOverLimit });
    this.#connections.set(address, connections + 1);
    socket.once('close', () => this.#remove(address));
  }

  of(socket: Socket): Client | undefined {
    return this.#clients.get(socket);
  }

  #remove(address: string): void {
    const left = this.#connections.get(address)! - 1;
    if (left > 0) this.#connections.set(address, left);
    else this.#connections.delete(address);
  }
}
