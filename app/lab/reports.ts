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

interface Known {
  counters: ServerCounters;
  /** The question it answered last. */
  question: string;
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
    const { question, counters } = JSON.parse(json) as Omit<Known, 'heardAtMs'>;
    known.set(counters.name, { counters, question, heardAtMs: performance.now() });
  });

  return {
    async gather() {
      const question = randomUUID();
      const expected = new Set(heartbeat.members().map((member) => member.name));
      const answered = () => [...expected].every((name) => known.get(name)?.question === question);
      await bus.notify(askChannel, question);
      const deadlineMs = performance.now() + answerTimeoutMs;
      while (!answered() && performance.now() < deadlineMs) {
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
      for (const [name, { heardAtMs }] of known) {
        if (performance.now() - heardAtMs > forgetMs) known.delete(name);
      }
      return [...known.values()]
        .map(({ counters, question: last }) => ({ ...counters, up: last === question }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    },
  };
}
