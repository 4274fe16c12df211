import { log } from '../observability/log.ts';
import { startTiming } from '../observability/timing.ts';
import type { Load } from './bodies.ts';
import { etagOf } from './etag.ts';
import type { Answer, Reading } from './read.ts';

/**
 * An independent watcher: now and then it repeats one of the last reads and compares what the cache
 * answers with what Postgres says before and after. It knows nothing of the protocol, so that it
 * would notice a fault that the protocol's own reasoning has overlooked. Disagreements are the one
 * number that an operator should have an alarm on.
 */
export interface Watcher {
  /** Notes a read, as one that may be looked at. */
  note(userId: string, view: string, load: Load): void;
  readonly counts: { agreed: number; disagreed: number; inconclusive: number };
  close(): void;
}

export interface WatcherOptions {
  /** Reads looked at per second; none of them for 0. */
  perSecond: number;
  read: (reading: Reading, view: string, load: Load) => Promise<Answer>;
}

interface Noted {
  userId: string;
  view: string;
  load: Load;
}

/** Of this many recent reads one is chosen. */
const recentReads = 64;

/** The count goes on in between. */
const logEveryMs = 60_000;

export function openWatcher({ perSecond, read }: WatcherOptions): Watcher {
  const counts = { agreed: 0, disagreed: 0, inconclusive: 0 };
  const recent: Noted[] = [];
  let next = 0;
  let looking = false;
  let quietUntilMs = 0;

  async function look({ userId, view, load }: Noted): Promise<void> {
    const before = await load();
    const answer = await read({ userId, timing: startTiming() }, view, load);
    const after = await load();
    // Where somebody wrote in between, either answer is right; where it wasn't cached, nothing is seen.
    const wrote = !before || !after || before.version !== after.version;
    if (wrote || answer.outcome.is !== 'hit') {
      counts.inconclusive += 1;
      return;
    }
    const expected = etagOf(after.version, view);
    const same = answer.etag === expected && equal(answer.body, after.body);
    counts[same ? 'agreed' : 'disagreed'] += 1;
    if (same || performance.now() < quietUntilMs) return;
    quietUntilMs = performance.now() + logEveryMs;
    log('error', 'the cache disagrees with Postgres', { userId, expected, found: answer.etag });
  }

  async function tick(): Promise<void> {
    const noted = recent[Math.floor(Math.random() * recent.length)];
    if (!noted || looking) return;
    looking = true;
    try {
      await look(noted);
    } catch {
      counts.inconclusive += 1;
    } finally {
      looking = false;
    }
  }

  const timer = perSecond > 0 ? setInterval(() => void tick(), 1_000 / perSecond) : undefined;
  return {
    counts,
    note(userId, view, load) {
      if (!timer) return;
      recent[next] = { userId, view, load };
      next = (next + 1) % recentReads;
    },
    close: () => clearInterval(timer),
  };
}

function equal(one: Buffer | null, other: Buffer | null): boolean {
  if (one === null || other === null) return one === other;
  return one.equals(other);
}
