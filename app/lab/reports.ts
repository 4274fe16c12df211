import { randomUUID } from 'node:crypto';
import type { Bus } from '../../db/bus.ts';
import type { Heartbeat } from '../cache/heartbeat.ts';
import { createJoiner, partsOf } from './parts.ts';
import type { ServerCounters } from './schema.ts';

/** Every server's counters, from whichever server; nobody has a list of the others. */
export interface Reports {
  /** Asks all servers at once; those that don't answer in time are reported as last heard of, and down. */
  gather(): Promise<ServerCounters[]>;
}

export interface ReportsOptions {
  bus: Bus;
  heartbeat: Heartbeat;
  /** What this server says of itself when it is asked. */
  report: () => ServerCounters;
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

const askChannel = 'trio_lab_ask';
const reportChannel = 'trio_lab_report';
const answerTimeoutMs = 500;
const pollMs = 5;

/** A server that is gone for longer than this is not a server of the cluster any more. */
const forgetMs = 600_000;

export function openReports({ bus, heartbeat, report }: ReportsOptions): Reports {
  const known = new Map<string, Known>();
  /** Who has answered which of the questions that this server is asking: there may be several at once. */
  const asking = new Map<string, Set<string>>();
  const join = createJoiner();

  bus.on(askChannel, (question) => {
    const counters = report();
    for (const part of partsOf(counters.name, JSON.stringify({ question, counters }))) {
      bus.notify(reportChannel, part).catch(() => undefined);
    }
  });
  bus.on(reportChannel, (part) => {
    const json = join(part);
    if (json === undefined) return;
    const { question, counters } = JSON.parse(json) as Answer;
    known.set(counters.name, { counters, heardAtMs: performance.now() });
    asking.get(question)?.add(counters.name);
  });

  /** Resolves with who has answered: all that are there, or those that did in time. */
  async function ask(): Promise<Set<string>> {
    const question = randomUUID();
    const answered = new Set<string>();
    const expected = new Set(heartbeat.members().map((member) => member.name));
    asking.set(question, answered);
    try {
      await bus.notify(askChannel, question);
      const deadlineMs = performance.now() + answerTimeoutMs;
      while (!expected.isSubsetOf(answered) && performance.now() < deadlineMs) {
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    } finally {
      asking.delete(question);
    }
    return answered;
  }

  return {
    async gather() {
      const answered = await ask();
      for (const [name, { heardAtMs }] of known) {
        if (performance.now() - heardAtMs > forgetMs) known.delete(name);
      }
      return [...known.values()]
        .map(({ counters }) => ({ ...counters, up: answered.has(counters.name) }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    },
  };
}
