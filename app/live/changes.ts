import type { Bus } from '../../db/bus.ts';
import type { Pool } from '../../db/pool.ts';
import type { Credential } from '../accounts/credential.ts';
import { isStillValid } from '../accounts/session.ts';
import type { Cache } from '../cache/cache.ts';
import { versionChannel } from '../cache/statements.ts';
import { describe, log } from '../observability/log.ts';
import type { Stream } from './stream.ts';

/** Tells each user's open pages, from whichever server, that what they show has changed. */
export interface Changes {
  /** Adds a stream to the ones that are told, until it ends or its credential is no longer valid. */
  subscribe(credential: Credential, stream: Stream): void;
  /** Ends all streams, so that their clients go to another server. */
  close(): void;
}

interface Subscriber {
  credential: Credential;
  stream: Stream;
}

/** Hears from the bus of every write, and tells the streams of the user whose write it was. */
export function openChanges({ bus, cache, pool }: { bus: Bus; cache: Cache; pool: Pool }): Changes {
  const subscribers = new Map<string, Set<Subscriber>>();

  async function tell(subscriber: Subscriber, version: string): Promise<void> {
    // Signing out raises the version, too: whoever was signed out hears no more.
    if (await isStillValid(cache, pool, subscriber.credential)) {
      subscriber.stream.send('changed', JSON.stringify({ version }));
    } else {
      subscriber.stream.end();
    }
  }

  function tellAll(userId: string, version: string): void {
    for (const subscriber of subscribers.get(userId) ?? []) {
      tell(subscriber, version).catch((error: unknown) => {
        // It can't be told, so it must not believe that nothing has changed: it comes back.
        subscriber.stream.end();
        log('warn', 'a change could not be told', describe(error));
      });
    }
  }

  bus.on(versionChannel, (payload) => {
    const [userId = '', version = ''] = payload.split(' ');
    tellAll(userId, version);
  });
  // What happened while the connection was down was not heard: all look again.
  bus.onUp(() => {
    for (const userId of subscribers.keys()) tellAll(userId, '');
  });

  return {
    subscribe(credential, stream) {
      const { userId } = credential;
      const subscriber = { credential, stream };
      const ofUser = subscribers.get(userId) ?? new Set();
      subscribers.set(userId, ofUser.add(subscriber));
      stream.onEnd(() => {
        ofUser.delete(subscriber);
        if (ofUser.size === 0 && subscribers.get(userId) === ofUser) subscribers.delete(userId);
      });
    },
    close() {
      for (const ofUser of subscribers.values()) {
        for (const { stream } of ofUser) stream.end();
      }
    },
  };
}
