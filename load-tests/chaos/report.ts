import type { CacheMode } from '../../app/cache/mode.ts';
import { findViolations, type Violation } from './findings.ts';
import { type Operation, overlap, type Span } from './operation.ts';
import type { Run, Window } from './run.ts';

export interface Report {
  operations: number;
  reads: number;
  writes: number;
  hits: number;
  /** Outcomes of the reads outside of faults and switches. */
  calm: { reads: number; hits: number; off: number };
  /** Requests without an answer, or with a 5xx; and those outside of faults that may cause them. */
  failures: { all: number; unexpected: Operation[] };
  switches: number;
  faults: { name: string; times: number; operations: number; reads: number }[];
  violations: Violation[];
  /** Why the run shows nothing; undefined if it shows something. */
  vacuous: string[];
  failure: string | undefined;
}

/** What a run has shown. */
export function reportOf(run: Run, mode: CacheMode | undefined): Report {
  const { operations, windows, switches, failure } = run;
  const reads = operations.filter(({ is }) => is === 'read');
  const calm = reads.filter((read) => !touched(read, windows) && !touched(read, switches));
  const report = {
    operations: operations.length,
    reads: reads.length,
    writes: operations.length - reads.length,
    hits: reads.filter(isHit).length,
    calm: { reads: calm.length, hits: calm.filter(isHit).length, off: calm.filter(isOff).length },
    failures: failuresOf(operations, windows),
    switches: switches.length,
    faults: faultsOf(operations, windows),
    violations: findViolations(operations),
    failure,
  };
  return { ...report, vacuous: findVacuous(report, run, mode) };
}

/** Whether no promise was broken, and enough happened to judge. */
export function isGood({ violations, vacuous, failures, failure }: Report): boolean {
  return [violations, vacuous, failures.unexpected].every(({ length }) => length === 0) && !failure;
}

function touched(operation: Operation, spans: Span[]): boolean {
  return spans.some((span) => overlap(span, operation));
}

function isHit({ cacheStatus }: Operation): boolean {
  return cacheStatus.startsWith('trio; hit');
}

function isOff({ cacheStatus }: Operation): boolean {
  return cacheStatus.endsWith('detail=off');
}

function failuresOf(operations: Operation[], windows: Window[]): Report['failures'] {
  const failed = operations.filter(({ outcome, status }) => outcome === 'unknown' || status === 0);
  const excuses = windows.filter(({ faults }) => faults.some((fault) => fault.failsRequests));
  return { all: failed.length, unexpected: failed.filter((one) => !touched(one, excuses)) };
}

function faultsOf(operations: Operation[], windows: Window[]): Report['faults'] {
  const names = new Set(windows.flatMap(({ faults }) => faults.map(({ name }) => name)));
  return [...names].map((name) => {
    const own = windows.filter(({ faults }) => faults.some((fault) => fault.name === name));
    const within = operations.filter((operation) => touched(operation, own));
    const reads = within.filter(({ is }) => is === 'read').length;
    return { name, times: own.length, operations: within.length, reads };
  });
}

function findVacuous(
  { calm, switches }: Pick<Report, 'calm' | 'switches'>,
  { operations, windows }: Run,
  mode: CacheMode | undefined,
): string[] {
  const answered = operations.filter(({ is, outcome }) => is === 'read' && outcome === 'ok');
  const empty = windows.filter((window) => !answered.some((read) => overlap(window, read)));
  const reasons = empty.map(
    ({ faults }) => `no read during: ${faults.map((f) => f.name).join(', ')}`,
  );
  // With the cache off there are no hits; then the bypasses are what there is to show.
  const [of, good] =
    mode === 'off' ? [calm.reads, calm.off] : [calm.reads - (mode ? 0 : calm.off), calm.hits];
  if (good < of / 2 || of === 0) {
    reasons.push(`${mode === 'off' ? 'off' : 'hits'}: only ${good} of ${of} undisturbed reads`);
  }
  if (switches === 0) reasons.push('the mode was never switched');
  return reasons;
}
