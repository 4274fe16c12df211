import { hash } from 'node:crypto';
import type { Socket } from 'node:net';
import memjs from 'memjs';
import { Breaker } from './breaker.ts';
import { Deadlines } from './deadlines.ts';
import { MemcachedError } from './memcached-error.ts';

export interface MemcachedOptions {
  /** `host:port` */
  server: string;
  /** For SASL PLAIN. */
  credentials?: Credentials | undefined;
  /** How long Memcached may be silent while it is asked, in ms; 100 by default. See `Deadlines`. */
  timeoutMs?: number;
  /** How long nothing is tried after a failure, in ms; 500 by default. See `Breaker`. */
  pauseMs?: number;
}

export interface Credentials {
  username: string;
  password: string;
}

export interface Item {
  value: Buffer;
  cas: Cas;
}

/** Names one state of one item, on one connection. */
export interface Cas {
  unique: Buffer;
  socket: Socket;
}

/**
 * Several Memcached servers that share the keys by rendezvous hashing: each key belongs to the
 * server with the highest hash of (server, key), so adding or removing a server moves only that
 * server's share. Thaler and Ravishankar, "Using name-based mappings to increase hit rates" (1998).
 */
export class MemcachedServers {
  readonly all: Memcached[];

  constructor(servers: readonly string[], options: Omit<MemcachedOptions, 'server'>) {
    this.all = servers.map((server) => new Memcached({ ...options, server }));
  }

  /** The server that `key` belongs to. */
  of(key: string): Memcached {
    if (this.all.length === 1) return this.all[0]!;
    const scored = this.all.map((server) => ({
      server,
      score: hash('sha1', `${server.name} ${key}`),
    }));
    return scored.reduce((best, each) => (each.score > best.score ? each : best)).server;
  }

  close(): void {
    for (const server of this.all) server.close();
  }
}

const opcode = { get: 0x00, set: 0x01, add: 0x02, delete: 0x04 } as const;
const status = { ok: 0x00, notFound: 0x01, exists: 0x02 } as const;
const noExtras = Buffer.alloc(0);

/** memjs throws once its 32-bit counter overflows, at 2^31. */
const operationsPerClient = 1_000_000_000;

interface Response {
  header: { status: number; cas: Buffer };
  val: Buffer;
}

/** The parts of memjs's client that its types leave out. */
interface MemjsClient extends memjs.Client {
  servers: { _socket?: Socket }[] & memjs.Client['servers'];
}

interface Request {
  code: number;
  key: string;
  extras?: Buffer;
  value?: Buffer | string;
  cas?: Cas;
}

/**
 * One Memcached server, over memjs, with what memjs lacks (measured on 1.3.2):
 *
 * - Every operation has a deadline of ours. A clean close by the server leaves memjs's hanging.
 * - After a failure the whole client is dropped and replaced, because memjs keeps half an answer
 *   over a reconnect and misreads everything after it.
 * - A circuit breaker tries nothing for a moment after a failure, then one operation, then all.
 * - A CAS token counts only on the connection it came from: a restarted Memcached numbers its items
 *   from 1 again.
 * - Nothing is retried. A repeated command could run late.
 * - What is written in one turn of the event loop leaves in one system call.
 *
 * The connection is opened by the first operation.
 */
export class Memcached {
  /** `host:port`, as configured. */
  readonly name: string;
  readonly counts = { answered: 0, answeredMs: 0, failed: 0 };
  readonly #credentials: Credentials | undefined;
  readonly #breaker: Breaker;
  readonly #deadlines: Deadlines;
  #client: MemjsClient | undefined;
  #socket: Socket | undefined;
  #closed = false;

  constructor({ server, credentials, timeoutMs = 100, pauseMs = 500 }: MemcachedOptions) {
    this.name = server;
    this.#credentials = credentials;
    this.#breaker = new Breaker(pauseMs);
    this.#deadlines = new Deadlines(timeoutMs, () =>
      this.#drop(new MemcachedError('memcached-timeout', this.name)),
    );
  }

  /** Whether nothing has succeeded since the last failure. */
  get failing(): boolean {
    return this.#breaker.state !== 'closed';
  }

  async get(key: string): Promise<Item | undefined> {
    const { header, val: value } = await this.#perform({ code: opcode.get, key });
    // An answer arrived, so there is a socket. The token is worth as much as that socket.
    if (header.status === status.ok)
      return { value, cas: { unique: header.cas, socket: this.#socket! } };
    if (header.status === status.notFound) return undefined;
    throw unexpected(header.status, value);
  }

  /** Stores over whatever is there. Returns the token for a following compare-and-set. */
  async set(key: string, value: Buffer | string, ttlS: number): Promise<Cas> {
    const extras = storeExtras(ttlS);
    const { header, val } = await this.#perform({ code: opcode.set, key, extras, value });
    if (header.status !== status.ok) throw unexpected(header.status, val);
    return { unique: header.cas, socket: this.#socket! };
  }

  /** Stores only where nothing is; undefined where something was. */
  async add(key: string, value: Buffer | string, ttlS: number): Promise<Cas | undefined> {
    const extras = storeExtras(ttlS);
    const { header, val } = await this.#perform({ code: opcode.add, key, extras, value });
    if (header.status === status.exists) return undefined;
    if (header.status !== status.ok) throw unexpected(header.status, val);
    return { unique: header.cas, socket: this.#socket! };
  }

  /** Stores only where the item is still the one that `cas` names; false otherwise. */
  async compareAndSet(
    key: string,
    value: Buffer | string,
    ttlS: number,
    cas: Cas,
  ): Promise<boolean> {
    const extras = storeExtras(ttlS);
    const { header } = await this.#perform({ code: opcode.set, key, extras, value, cas });
    return header.status === status.ok;
  }

  /** Deletes only where the item is still the one that `cas` names; false otherwise. */
  async compareAndDelete(key: string, cas: Cas): Promise<boolean> {
    const { header } = await this.#perform({ code: opcode.delete, key, cas });
    return header.status === status.ok;
  }

  /** The figures of Memcached's `stats` command, under its own names. */
  async stats(): Promise<Record<string, string>> {
    const { client, promise, settle } = this.#begin<Record<string, string>>();
    client.stats((error, _server, stats) => settle(error, stats ?? {}));
    return promise;
  }

  close(): void {
    this.#closed = true;
    this.#drop(new MemcachedError('memcached-down', this.name));
  }

  #perform({ code, key, extras = noExtras, value = '', cas }: Request): Promise<Response> {
    if (cas && cas.socket !== this.#socket) throw new MemcachedError('memcached-down', this.name);
    const { client, promise, settle } = this.#begin<Response>();
    client.incrSeq();
    const request = memjs.Utils.makeRequestBuffer(code, key, extras, value, client.seq);
    cas?.unique.copy(request, 16);
    client.perform(key, request, client.seq, settle);
    const socket = client.servers[0]?._socket;
    if (socket !== this.#socket) this.#watch(socket);
    if (socket?.writableCorked === 0) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    return promise;
  }

  /**
   * Begins an operation under a deadline: the client to use, its result, and what the client calls
   * back. Throws where nothing may be tried now. A failure drops the client with all its operations.
   */
  #begin<T>() {
    const admitted = this.#breaker.state === 'closed' || this.#breaker.admits();
    if (this.#closed || !admitted) throw new MemcachedError('memcached-down', this.name);
    const isWornOut = (this.#client?.seq ?? 0) > operationsPerClient;
    if (isWornOut && this.#deadlines.size === 0) this.#disconnect();
    this.#client ??= this.#createClient();
    const client = this.#client;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const pending = this.#deadlines.start(reject);
    const settle = (error: Error | null, result: T) => {
      if (this.#client !== client) return;
      if (error) return this.#drop(new MemcachedError('memcached-down', this.name, error));
      this.counts.answered += 1;
      this.counts.answeredMs += this.#deadlines.end(pending);
      if (this.#breaker.state !== 'closed') this.#breaker.close();
      resolve(result);
    };
    return { client, promise, settle };
  }

  #createClient(): MemjsClient {
    return memjs.Client.create(this.name, {
      retries: 0,
      failover: false,
      // Our deadlines are shorter. memjs's remain as a net for a connection dropped half open.
      timeout: 5,
      conntimeout: 5,
      logger: { log: () => undefined },
      ...this.#credentials,
    }) as MemjsClient;
  }

  /** memjs opens its socket within the first operation, and again, silently, after a clean close. */
  #watch(socket: Socket | undefined): void {
    if (!socket) return;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.once('close', () => {
      if (this.#socket === socket) this.#drop(new MemcachedError('memcached-down', this.name));
    });
  }

  /** Gives up the connection and everything that waits for it. */
  #drop(error: MemcachedError): void {
    this.#breaker.open();
    const dropped = this.#deadlines.clear();
    this.counts.failed += dropped.size;
    this.#disconnect();
    for (const { fail } of dropped) fail(error);
  }

  #disconnect(): void {
    const [socket, client] = [this.#socket, this.#client];
    this.#socket = undefined;
    this.#client = undefined;
    socket?.destroy();
    client?.servers[0]?._socket?.destroy();
  }
}

function unexpected(code: number, value: Buffer): Error {
  return new Error(`Memcached answered with status ${code}: ${value}`);
}

/** Flags (none), and the time to live: up to 30 days, in seconds from now. */
function storeExtras(ttlS: number): Buffer {
  const extras = Buffer.alloc(8);
  extras.writeUInt32BE(ttlS, 4);
  return extras;
}
