import type { Bus } from '../../db/bus.ts';
import type { Pool } from '../../db/pool.ts';
import { isStillValid, type Session } from '../accounts/session.ts';
import type { Cache } from '../cache/cache.ts';
import { changeChannel } from '../cache/write.ts';
import { describe, log } from '../observability/log.ts';
import type { Stream } from './stream.ts';

interface Dependencies {
  bus: Bus;
  cache: Cache;
  pool: Pool;
}

interface Subscriber {
  session: Session;
  stream: Stream;
}

interface Change {
  /** The user's new version; empty after an outage, when it is unknown. */
  version: string;
  /** Whether the subscriber may have been signed out. */
  revoked: boolean;
}

/**
 * Sends each write, of whichever server, to the open streams of the user whose data it changed. The
 * writes announce themselves on the bus (`raiseAndAnnounce` in `cache/write.ts`).
 */
export class Changes {
  readonly #dependencies: Dependencies;
  readonly #subscribers = new Map<string, Set<Subscriber>>();

  /** The bus must not have been started yet. */
  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    dependencies.bus.on(changeChannel, (payload) => {
      const [userId = '', version = '', revoked] = payload.split(' ');
      for (const subscriber of this.#subscribers.get(userId) ?? []) {
        void this.#send(subscriber, { version, revoked: revoked !== undefined });
      }
    });
    // Changes during an outage were not heard: every client looks again.
    dependencies.bus.onUp(() => {
      for (const subscriber of [...this.#subscribers.values()].flatMap((ofUser) => [...ofUser])) {
        void this.#send(subscriber, { version: '', revoked: true });
      }
    });
  }

  /** Sends changes to a stream until it ends, or until its session ends. */
  subscribe(session: Session, stream: Stream): void {
    const { userId } = session;
    const subscriber = { session, stream };
    const ofUser = this.#subscribers.get(userId) ?? new Set();
    this.#subscribers.set(userId, ofUser.add(subscriber));
    stream.onEnd(() => {
      ofUser.delete(subscriber);
      if (ofUser.size === 0 && this.#subscribers.get(userId) === ofUser) {
        this.#subscribers.delete(userId);
      }
    });
  }

  /** Ends all streams, so that their clients go to another server. */
  close(): void {
    for (const ofUser of this.#subscribers.values()) {
      for (const { stream } of ofUser) stream.end();
    }
  }

  async #send({ session, stream }: Subscriber, { version, revoked }: Change): Promise<void> {
    try {
      const isOver = Date.now() >= session.expiresAtMs;
      if (isOver || (revoked && !(await isStillValid(this.#dependencies, session.credential)))) {
        return stream.end();
      }
      stream.send('changed', JSON.stringify({ version }));
    } catch (error) {
      // The client must not believe that nothing has changed. It reconnects and looks again.
      stream.end();
      log('warn', 'a change could not be sent', describe(error));
    }
  }
}
