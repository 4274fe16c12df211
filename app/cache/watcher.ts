import { log } from '../observability/log.ts';
import { startTiming } from '../observability/timing.ts';
import type { Read, View } from './read.ts';

/** One of this many recent reads is chosen. */
const recentReads = 64;

/** Disagreements are logged at most this often. All are counted. */
const logEveryMs = 60_000;

interface Noted {
  userId: string;
  view: View;
}

/**
 * An independent watcher: it repeats one of the last hits and compares the cache's answer with what
 * Postgres says before and after. It knows nothing of the protocol, so it also notices a fault that
 * the protocol's own reasoning has overlooked. Alert on `disagreed`: it must stay 0.
 */
export class Watcher {
  readonly counts = { agreed: 0, disagreed: 0, inconclusive: 0 };
  readonly #read: Read;
  readonly #recent: Noted[] = [];
  readonly #timer: NodeJS.Timeout | undefined;
  #next = 0;
  #isLooking = false;
  #quietUntilMs = 0;

  /** `perSecond`: how many reads a second it repeats; none for 0. */
  constructor(perSecond: number, read: Read) {
    this.#read = read;
    if (perSecond > 0) this.#timer = setInterval(() => void this.#tick(), 1_000 / perSecond);
  }

  /** Notes a hit as one that may be repeated. */
  note(userId: string, view: View): void {
    this.#recent[this.#next] = { userId, view };
    this.#next = (this.#next + 1) % recentReads;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #tick(): Promise<void> {
    const noted = this.#recent[Math.floor(Math.random() * this.#recent.length)];
    if (!noted || this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.#look(noted);
    } catch {
      this.counts.inconclusive += 1;
    } finally {
      this.#isLooking = false;
    }
  }

  async #look({ userId, view: { name, load } }: Noted): Promise<void> {
    const before = await load();
    const found = await this.#read({ userId, timing: startTiming() }, { name, load });
    const after = await load();
    // Where somebody wrote in between, either answer is right. Without a hit, nothing is compared.
    const wasWritten = !before || !after || before.version !== after.version;
    if (wasWritten || found.outcome.is !== 'hit') {
      this.counts.inconclusive += 1;
      return;
    }
    const agrees = found.version === after.version && areEqual(found.body, after.body);
    this.counts[agrees ? 'agreed' : 'disagreed'] += 1;
    if (agrees || performance.now() < this.#quietUntilMs) return;
    this.#quietUntilMs = performance.now() + logEveryMs;
    const [expected, version] = [after.version, found.version];
    log('error', 'the cache disagrees with Postgres', { userId, expected, version });
  }
}

function areEqual(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
