import pg from 'pg';
import { connectionOptions } from './pool.ts';

/**
 * One connection that LISTENs, and tells whoever subscribed. It reconnects by itself; what was sent
 * in between is lost, so subscribers are told when it goes down and when it is up again.
 *
 * Postgres delivers notifications in the order of their transactions' commits, and to the sender's
 * own connection too. The cache's trust lease is built on both.
 */
export interface Bus {
  /** Calls `handler` for each notification on `channel`. All channels are named before `start`. */
  on(channel: string, handler: (payload: string) => void): void;
  /** Calls `handler` when all channels are listened to: at the start and after each reconnection. */
  onUp(handler: () => void): void;
  /** Calls `handler` when the connection is lost. */
  onDown(handler: () => void): void;
  /** Connects; resolves when all channels are listened to, rejects if that fails the first time. */
  start(): Promise<void>;
  /** Sends on the listening connection itself, in a transaction of its own. */
  notify(channel: string, payload: string): Promise<void>;
  close(): Promise<void>;
}

const firstDelayMs = 50;
const longestDelayMs = 1_000;

export function openBus(databaseUrl: string, name: string): Bus {
  return new ListeningConnection(databaseUrl, name);
}

class ListeningConnection implements Bus {
  readonly #options: pg.ClientConfig;
  readonly #handlers = new Map<string, Array<(payload: string) => void>>();
  readonly #up: Array<() => void> = [];
  readonly #down: Array<() => void> = [];
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(databaseUrl: string, name: string) {
    this.#options = connectionOptions(databaseUrl, name);
  }

  on(channel: string, handler: (payload: string) => void): void {
    const handlers = this.#handlers.get(channel) ?? [];
    handlers.push(handler);
    this.#handlers.set(channel, handlers);
  }

  onUp(handler: () => void): void {
    this.#up.push(handler);
  }

  onDown(handler: () => void): void {
    this.#down.push(handler);
  }

  async start(): Promise<void> {
    const client = await this.#listen();
    // Only now it is the connection, and only its end begins another: of two that begin at once,
    // the second would take the first one's place without anybody being told.
    this.#client = client;
    for (const handler of this.#up) handler();
  }

  async notify(channel: string, payload: string): Promise<void> {
    const client = this.#client;
    if (!client) throw new Error('Client was closed and is not queryable');
    try {
      await client.query({
        name: 'notify',
        text: 'select pg_notify($1, $2)',
        values: [channel, payload],
      });
    } catch (error) {
      // A connection that doesn't even notify is worth nothing: start over with a new one.
      this.#lost(client);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  /** A connection that listens to all channels; it tells of its end only once it is in use. */
  async #listen(): Promise<pg.Client> {
    const client = new pg.Client(this.#options);
    let ended = false;
    const onEnd = () => {
      ended = true;
      this.#lost(client);
    };
    client.on('error', onEnd).on('end', onEnd);
    client.on('notification', ({ channel, payload = '' }) => {
      // What is heard before it is in use was committed before anybody looks again on `onUp`.
      if (client !== this.#client) return;
      for (const handler of this.#handlers.get(channel) ?? []) handler(payload);
    });
    try {
      await client.connect();
      const channels = [...this.#handlers.keys()].map((channel) => `listen ${channel}`);
      await client.query(channels.join('; '));
      if (ended || this.#closed) throw new Error('Connection terminated');
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  #lost(client: pg.Client): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    for (const handler of this.#down) handler();
    client.end().catch(() => undefined);
    this.#reconnect(firstDelayMs);
  }

  #reconnect(delayMs: number): void {
    if (this.#closed) return;
    this.#retry = setTimeout(() => {
      this.start().catch(() => this.#reconnect(Math.min(delayMs * 2, longestDelayMs)));
    }, delayMs);
  }
}
