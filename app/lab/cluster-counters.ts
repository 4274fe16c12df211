import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '../../db/bus.ts';
import type { Membership } from '../cache/membership.ts';
import { chunksOf, createJoiner } from './chunks.ts';
import type { ServerCounters } from './schema.ts';

interface Dependencies {
  bus: Bus;
  membership: Membership;
  /** What this server counted, when it is asked. */
  count: () => ServerCounters;
}

/** A server's answer to a question. */
interface Answer {
  question: string;
  counters: ServerCounters;
}

interface Known {
  counters: ServerCounters;
  heardAtMs: number;
}

const questionChannel = 'trio_lab_ask';
const answerChannel = 'trio_lab_report';
const answerTimeoutMs = 500;
const pollMs = 5;

/** A server that has been silent for longer is no server of the cluster any more. */
const forgetMs = 600_000;

/**
 * The counters of all servers, from whichever server. No server has a list of the others: one asks
 * on the bus, and each answers there.
 */
export class ClusterCounters {
  readonly #dependencies: Dependencies;
  readonly #known = new Map<string, Known>();
  /** The servers that have answered, by question. Several questions may be under way at once. */
  readonly #asking = new Map<string, Set<string>>();

  /** The bus must not have been started yet. */
  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    const { bus, count } = dependencies;
    const join = createJoiner();
    bus.on(questionChannel, (question) => {
      const counters = count();
      for (const chunk of chunksOf(counters.name, JSON.stringify({ question, counters }))) {
        bus.notify(answerChannel, chunk).catch(() => undefined);
      }
    });
    bus.on(answerChannel, (chunk) => {
      const json = join(chunk);
      if (json !== undefined) this.#hear(JSON.parse(json) as Answer);
    });
  }

  /**
   * Asks all servers at once. A server that doesn't answer within 500 ms is reported with its last
   * known counters, as down.
   */
  async gather(): Promise<ServerCounters[]> {
    const answered = await this.#ask();
    for (const [name, { heardAtMs }] of this.#known) {
      if (performance.now() - heardAtMs > forgetMs) this.#known.delete(name);
    }
    return [...this.#known.values()]
      .map(({ counters }) => ({ ...counters, up: answered.has(counters.name) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  /** Resolves with the servers that have answered: all live ones, or those that did in time. */
  async #ask(): Promise<Set<string>> {
    const { bus, membership } = this.#dependencies;
    const question = randomUUID();
    const answered = new Set<string>();
    const expected = new Set(membership.members().map((member) => member.name));
    this.#asking.set(question, answered);
    try {
      await bus.notify(questionChannel, question);
      const deadlineMs = performance.now() + answerTimeoutMs;
      while (!expected.isSubsetOf(answered) && performance.now() < deadlineMs) await delay(pollMs);
    } finally {
      this.#asking.delete(question);
    }
    return answered;
  }

  #hear({ question, counters }: Answer): void {
    this.#known.set(counters.name, { counters, heardAtMs: performance.now() });
    this.#asking.get(question)?.add(counters.name);
  }
}
