import type { Socket } from 'node:net';
import memjs from 'memjs';

/**
 * One Memcached server, over memjs, with what memjs leaves open (measured on 1.3.2):
 *
 * - Every operation has a deadline of ours; a clean close by the server would leave memjs's hanging.
 * - After any failure the whole client is dropped and replaced, because memjs keeps half an answer
 *   over a reconnect and would read everything after it wrongly.
 * - A circuit breaker: after a failure nothing is tried for a moment, then one operation is, and
 *   only when that has succeeded, all are.
 * - A CAS token counts only on the connection it came from: a Memcached that was restarted numbers
 *   its items from 1 again.
 * - Nothing is retried. A repeated command could run late.
 * - What is written in one turn of the event loop leaves in one system call.
 */
export interface Memcached {
  /** `host:port`, as configured. */
  readonly name: string;
  get(key: string): Promise<Item | undefined>;
  /** Stores whatever was there before, and returns the token that a `cas` can follow. */
  set(key: string, value: Buffer | string, ttlS: number): Promise<Cas>;
  /** Stores only where nothing is; undefined where something was. */
  add(key: string, value: Buffer | string, ttlS: number): Promise<Cas | undefined>;
  /** Stores only where the item is still the one that `cas` names; false otherwise. */
  compareAndSet(key: string, value: Buffer | string, ttlS: number, cas: Cas): Promise<boolean>;
  /** Deletes only where the item is still the one that `cas` names; false otherwise. */
  compareAndDelete(key: string, cas: Cas): Promise<boolean>;
  /** The figures of Memcached's `stats` command, as it names them. */
  stats(): Promise<Record<string, string>>;
  /** The circuit breaker is open: since the last failure nothing has succeeded. */
  readonly failing: boolean;
  readonly counts: { answered: number; answeredMs: number; failed: number };
  close(): void;
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

export type Failure = 'memcached-timeout' | 'memcached-down';

/** Memcached did not answer in time, or is not there. Never reaches a user. */
export class MemcachedError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, server: string, cause?: Error | string) {
    const why = cause === undefined ? '' : ` (${cause instanceof Error ? cause.message : cause})`;
    super(`${failure}: ${server}${why}`, { cause });
    this.failure = failure;
  }
}

export interface Credentials {
  username: string;
  password: string;
}

export interface MemcachedOptions {
  /** `host:port` */
  server: string;
  /** For SASL PLAIN. */
  credentials?: Credentials | undefined;
  /** How long Memcached may say nothing while it is asked; behind a queue, an operation has five times this. */
  timeoutMs?: number;
  /** How long nothing is tried after a failure. */
  pauseMs?: number;
}

/** Prepares a connection; it is opened by the first operation. */
export function openMemcached(options: MemcachedOptions): Memcached {
  return new Connection(options);
}

const opcode = { get: 0x00, set: 0x01, add: 0x02, delete: 0x04 } as const;
const status = { ok: 0x00, notFound: 0x01, exists: 0x02, tooLarge: 0x03, notStored: 0x05 } as const;
const noExtras = Buffer.alloc(0);

/** So many times its deadline an operation has at most, while others are answered. */
const queueingFactor = 5;

/** A timer this late says that the event loop was blocked. */
const latenessMs = 10;

/** memjs throws once its 32-bit counter overflows, at 2^31. */
const operationsPerClient = 1_000_000_000;

interface Answer {
  header: { status: number; cas: Buffer };
  val: Buffer;
}

/** An operation under way. */
interface Pending {
  startedAtMs: number;
  fail: (error: MemcachedError) => void;
}

/** The parts of memjs's server object that its types leave out. */
interface MemjsServer {
  _socket?: Socket;
}

class Connection implements Memcached {
  readonly name: string;
  readonly #credentials: Credentials | undefined;
  readonly #timeoutMs: number;
  readonly #pauseMs: number;
  #client: memjs.Client | undefined;
  #socket: Socket | undefined;
  #pending = new Set<Pending>();
  #timer: NodeJS.Timeout | undefined;
  /** When the last answer came. */
  #heardAtMs = 0;
  failing = false;
  readonly counts = { answered: 0, answeredMs: 0, failed: 0 };
  #pausedUntil = 0;
  #closed = false;

  constructor({ server, credentials, timeoutMs = 100, pauseMs = 500 }: MemcachedOptions) {
    this.name = server;
    this.#credentials = credentials;
    this.#timeoutMs = timeoutMs;
    this.#pauseMs = pauseMs;
  }

  async get(key: string): Promise<Item | undefined> {
    const answer = await this.#perform(opcode.get, key, noExtras, '');
    if (answer.header.status === status.notFound) return undefined;
    this.#expect(answer, status.ok);
    return { value: answer.val, cas: this.#cas(answer) };
  }

  async set(key: string, value: Buffer | string, ttlS: number): Promise<Cas> {
    const answer = await this.#perform(opcode.set, key, storeExtras(ttlS), value);
    this.#expect(answer, status.ok);
    return this.#cas(answer);
  }

  async add(key: string, value: Buffer | string, ttlS: number): Promise<Cas | undefined> {
    const answer = await this.#perform(opcode.add, key, storeExtras(ttlS), value);
    if (answer.header.status === status.exists) return undefined;
    this.#expect(answer, status.ok);
    return this.#cas(answer);
  }

  async compareAndSet(
    key: string,
    value: Buffer | string,
    ttlS: number,
    cas: Cas,
  ): Promise<boolean> {
    const answer = await this.#perform(opcode.set, key, storeExtras(ttlS), value, cas);
    return answer.header.status === status.ok;
  }

  async compareAndDelete(key: string, cas: Cas): Promise<boolean> {
    const answer = await this.#perform(opcode.delete, key, noExtras, '', cas);
    return answer.header.status === status.ok;
  }

  stats(): Promise<Record<string, string>> {
    return this.#operation((client, settle) => {
      client.stats((error, _server, stats) => settle(error, stats ?? {}));
    });
  }

  close(): void {
    this.#closed = true;
    this.#drop(new MemcachedError('memcached-down', this.name));
  }

  #perform(
    code: number,
    key: string,
    extras: Buffer,
    value: Buffer | string,
    cas?: Cas,
  ): Promise<Answer> {
    return this.#operation((client, settle) => {
      client.incrSeq();
      const request = memjs.Utils.makeRequestBuffer(code, key, extras, value, client.seq);
      cas?.unique.copy(request, 16);
      client.perform(key, request, client.seq, settle);
      this.#watchSocket(client);
    }, cas?.socket);
  }

  /** Runs one operation under the deadline; whatever fails takes the client with it. */
  #operation<T>(
    start: (client: memjs.Client, settle: (error: Error | null, result: T) => void) => void,
    socket?: Socket,
  ): Promise<T> {
    return new Promise<T>((resolve, fail) => {
      const client = this.#current();
      if (socket && socket !== this.#socket) throw new MemcachedError('memcached-down', this.name);
      const pending = { fail, startedAtMs: performance.now() };
      this.#pending.add(pending);
      start(client, (error, result) => {
        if (this.#client !== client) return;
        if (error) {
          this.#drop(new MemcachedError('memcached-down', this.name, error));
          return;
        }
        this.#pending.delete(pending);
        this.#answered(pending);
        resolve(result);
      });
      this.#watchDeadline();
    });
  }

  #answered({ startedAtMs }: Pending): void {
    this.failing = false;
    this.#heardAtMs = performance.now();
    this.counts.answered += 1;
    this.counts.answeredMs += this.#heardAtMs - startedAtMs;
  }

  /** The client to use; throws while nothing is to be tried, and while one operation tries. */
  #current(): memjs.Client {
    const paused =
      this.failing && (performance.now() < this.#pausedUntil || this.#pending.size > 0);
    if (this.#closed || paused) throw new MemcachedError('memcached-down', this.name);
    if (this.#pending.size === 0 && (this.#client?.seq ?? 0) > operationsPerClient) {
      this.#disconnect();
    }
    this.#client ??= memjs.Client.create(this.name, {
      retries: 0,
      failover: false,
      // Ours are shorter; memjs's stay as a net for a connection that was dropped half open.
      timeout: 5,
      conntimeout: 5,
      logger: { log: () => undefined },
      ...this.#credentials,
    });
    return this.#client;
  }

  /** One timer for all operations: they end in the order in which they began. */
  #watchDeadline(): void {
    const [oldest] = this.#pending;
    if (!oldest || this.#timer) return;
    const dueMs = Math.max(this.#deadlineOf(oldest), performance.now() + 1);
    this.#timer = setTimeout(() => {
      this.#excuse(performance.now() - dueMs);
      // Answers may have come while the process was busy: they are read before the check.
      setImmediate(() => this.#checkDeadline());
    }, dueMs - performance.now());
  }

  /** The time in which this process was too busy to listen is not Memcached's. */
  #excuse(lateMs: number): void {
    if (lateMs < latenessMs) return;
    this.#heardAtMs += lateMs;
    for (const pending of this.#pending) pending.startedAtMs += lateMs;
  }

  #checkDeadline(): void {
    this.#timer = undefined;
    const [oldest] = this.#pending;
    if (oldest && this.#deadlineOf(oldest) <= performance.now()) {
      this.#drop(new MemcachedError('memcached-timeout', this.name));
    }
    this.#watchDeadline();
  }

  /** An operation that waits behind others has more time, while their answers are coming. */
  #deadlineOf({ startedAtMs }: Pending): number {
    const silentMs = Math.max(startedAtMs, this.#heardAtMs) + this.#timeoutMs;
    return Math.min(silentMs, startedAtMs + this.#timeoutMs * queueingFactor);
  }

  /** memjs opens its socket within the first operation, and again, silently, after a clean close. */
  #watchSocket(client: memjs.Client): void {
    const socket = socketOf(client);
    if (!socket) return;
    if (socket !== this.#socket) {
      this.#socket = socket;
      socket.setNoDelay(true);
      socket.once('close', () => {
        if (this.#socket === socket) this.#drop(new MemcachedError('memcached-down', this.name));
      });
    }
    if (socket.writableCorked === 0) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
  }

  /** Gives up the connection and everything that waits for it. */
  #drop(error: MemcachedError): void {
    this.failing = true;
    this.counts.failed += this.#pending.size;
    this.#pausedUntil = performance.now() + this.#pauseMs;
    const pending = this.#pending;
    this.#pending = new Set();
    this.#disconnect();
    for (const { fail } of pending) fail(error);
  }

  #disconnect(): void {
    const socket = this.#socket;
    const client = this.#client;
    this.#socket = undefined;
    this.#client = undefined;
    socket?.destroy();
    if (client) socketOf(client)?.destroy();
  }

  #cas(answer: Answer): Cas {
    // An answer arrived, so there is a socket, and a token of it is worth as much as this socket.
    return { unique: answer.header.cas, socket: this.#socket as Socket };
  }

  #expect(answer: Answer, expected: number): void {
    if (answer.header.status !== expected) {
      throw new Error(`Memcached answered with status ${answer.header.status}: ${answer.val}`);
    }
  }
}

function socketOf(client: memjs.Client): Socket | undefined {
  return (client.servers[0] as MemjsServer | undefined)?._socket;
}

/** Flags (none) and the time to live; up to 30 days, as seconds from now. */
function storeExtras(ttlS: number): Buffer {
  const extras = Buffer.alloc(8);
  extras.writeUInt32BE(ttlS, 4);
  return extras;
}
