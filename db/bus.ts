import pg from 'pg';
import { connectionOptions } from './pool.ts';

const firstDelayMs = 50;
const longestDelayMs = 1_000;

/**
 * One connection that LISTENs and passes notifications to subscribers. It reconnects by itself, at
 * first after 50 ms and at most 1 s apart. What was sent in between is lost, so subscribers hear when
 * it goes down and when it is up again.
 *
 * Postgres delivers notifications in the order of their transactions' commits, and to the sender's
 * own connection too. The cache's trust lease is built on both.
 *
 * - *down*: at the start and when the connection is lost. Left when all channels are listened to.
 * - *up*: entered then. Left when the connection is lost, or can't send.
 * - *closed*: by `close`, for good.
 */
export class Bus {
  readonly #options: pg.ClientConfig;
  readonly #handlers = new Map<string, Array<(payload: string) => void>>();
  readonly #up: Array<() => void> = [];
  readonly #down: Array<() => void> = [];
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  /** `name` is shown in `pg_stat_activity`. */
  constructor(databaseUrl: string, name: string) {
    this.#options = connectionOptions(databaseUrl, name);
  }

  /** Calls `handler` for each notification on `channel`. All channels are named before `start`. */
  on(channel: string, handler: (payload: string) => void): void {
    const handlers = this.#handlers.get(channel) ?? [];
    handlers.push(handler);
    this.#handlers.set(channel, handlers);
  }

  /** Calls `handler` when all channels are listened to: at the start and after each reconnection. */
  onUp(handler: () => void): void {
    this.#up.push(handler);
  }

  /** Calls `handler` when the connection is lost. */
  onDown(handler: () => void): void {
    this.#down.push(handler);
  }

  /** Connects. Resolves when all channels are listened to; rejects if the first attempt fails. */
  async start(): Promise<void> {
    if (this.#client) throw new Error('bus: it is up already');
    const client = await this.#listen();
    // Only now it is the connection, and only its end begins another. Of two that begin at once, the
    // second would take the first one's place without any subscriber hearing of it.
    this.#client = client;
    for (const handler of this.#up) handler();
  }

  /** Sends on the listening connection itself, in a transaction of its own. */
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
      // A connection that can't even notify is worth nothing: start over with a new one.
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

  /** Opens a connection that listens to all channels. Its end counts only once it is in use. */
  async #listen(): Promise<pg.Client> {
    const client = new pg.Client(this.#options);
    let ended = false;
    const onEnd = () => {
      ended = true;
      this.#lost(client);
    };
    client.on('error', onEnd).on('end', onEnd);
    client.on('notification', ({ channel, payload = '' }) => {
      // What arrives before it is in use was committed before anybody looks again on `onUp`.
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
