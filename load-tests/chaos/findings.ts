import { type Access, findAnomalies } from './linearizable.ts';
import type { Operation } from './operation.ts';
import { traceOf } from './trace.ts';
import { findRegressions, type Versioned } from './versions.ts';

/** A broken promise. */
export interface Violation {
  title: string;
  /** The operations that show it. */
  culprits: Operation[];
  /** Those that have to do with it. */
  all: Operation[];
  register?: string;
}

/** Returns the violations of a history; empty if all promises were kept. */
export function findViolations(operations: Operation[]): Violation[] {
  return [
    ...unexpectedAnswers(operations),
    ...[...accessesOf(operations)].flatMap(([register, accesses]) =>
      anomaliesOf(register, accesses),
    ),
    ...[...Map.groupBy(operations.filter(isVersioned), ({ user }) => user)].flatMap(
      ([user, answers]) => regressionsOf(user, answers),
    ),
  ];
}

/** A violation as text, with the operations that show it. */
export function textOf({ title, culprits, all, register }: Violation): string {
  return `${title}\n${traceOf(culprits, all, register)}`;
}

/** Users, sessions and to-dos exist all the time, so an answer that denies one is wrong. */
function unexpectedAnswers(operations: Operation[]): Violation[] {
  return operations.filter(isUnexpected).map((operation) => {
    const { what, user, status } = operation;
    const title = `an answer that can't be right: ${what} of ${user} got ${status}`;
    return { title, culprits: [operation], all: operations };
  });
}

function isUnexpected({ outcome, status, values }: Operation): boolean {
  if (outcome === 'failed') return status !== 0;
  return outcome === 'ok' && Object.keys(values).length === 0;
}

type RegisterAccess = Access & { operation: Operation };

/** What was done to each register. */
function accessesOf(operations: Operation[]): Map<string, RegisterAccess[]> {
  const accesses = new Map<string, RegisterAccess[]>();
  for (const operation of operations) {
    const { is, outcome, startMs } = operation;
    if (outcome === 'failed' || (is === 'read' && outcome !== 'ok')) continue;
    const endMs = outcome === 'ok' ? operation.endMs : Number.POSITIVE_INFINITY;
    for (const [register, value] of Object.entries(operation.values)) {
      const known = accesses.get(register) ?? [];
      if (known.length === 0) accesses.set(register, known);
      known.push({ is, value, startMs, endMs, operation });
    }
  }
  return accesses;
}

function anomaliesOf(register: string, accesses: RegisterAccess[]): Violation[] {
  const all = accesses.map(({ operation }) => operation);
  return findAnomalies(accesses).map((anomaly) => {
    if (anomaly.is === 'order') {
      const { one, other } = anomaly;
      const culprits = [...one, ...other].map(({ operation }) => operation);
      const [first, second] = [one[0].value, other[0].value];
      const title = `${register} is not linearizable: "${first}" has to come before "${second}", and after it`;
      return { title, culprits, all, register };
    }
    const { read } = anomaly;
    const shown = anomaly.is === 'future' ? [anomaly.write, read] : [read];
    const why = anomaly.is === 'future' ? 'before it was written' : 'which nobody wrote';
    const title = `${register} was read as "${read.value}", ${why}`;
    return { title, culprits: shown.map(({ operation }) => operation), all, register };
  });
}

function isVersioned(operation: Operation): operation is Operation & Versioned {
  return operation.outcome === 'ok' && operation.version !== undefined;
}

function regressionsOf(user: string, answers: (Operation & Versioned)[]): Violation[] {
  return findRegressions(answers).map(({ is, earlier, later }) => {
    const versions = `${later.version} after ${earlier.version}`;
    const title =
      is === 'forked'
        ? `${user} has two versions of one count: ${versions}`
        : `${user} went back to an older version: ${versions}`;
    return { title, culprits: [earlier, later], all: answers };
  });
}
