import { log } from '../observability/log.ts';
import { type MemcachedOptions, MemcachedServers } from './memcached.ts';

/** Whether the Memcached servers that this process was configured with answer. */
export class Reachability {
  readonly #servers: MemcachedServers;
  /** Why not all of them are reached; empty where all are. */
  #failure = 'not tried yet';

  constructor(servers: string[], options: Omit<MemcachedOptions, 'server'>) {
    this.#servers = new MemcachedServers(servers, options);
  }

  get reached(): boolean {
    return this.#failure === '';
  }

  /** Asks each server once. Logs a change; never rejects. */
  async check(): Promise<void> {
    const results = await Promise.allSettled(
      this.#servers.all.map((each) => each.get('trio:ping')),
    );
    const failed = results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as Error).message] : [],
    );
    if (!this.reached && failed.length === 0) log('info', 'Memcached is reached');
    if (this.reached && failed.length > 0) log('warn', 'Memcached is not reached', { failed });
    this.#failure = failed.join('; ');
  }

  close(): void {
    this.#servers.close();
  }
}
