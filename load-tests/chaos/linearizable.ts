/**
 * Whether the history of one register is linearizable: whether each operation can be given one
 * moment between its start and its end, so that every read returns what was written last before its
 * moment (Herlihy and Wing, "Linearizability", 1990).
 *
 * In general that is NP-complete. Where every write has a value of its own, each read names the
 * write that it read from, and it takes O(n log n) (Gibbons and Korach, "Testing shared memories",
 * 1997, section 4). All operations with one value form a *cluster*: the write, and after it, before
 * the write of any other value, its reads. Let `firstEnd` be the earliest end in a cluster and
 * `lastStart` the latest start. Cluster A has to come before cluster B as soon as one operation of A
 * ended before one of B started, that is, if A.firstEnd < B.lastStart. The history is linearizable if
 * and only if no read ended before its write started, and no two clusters each have to come before
 * the other (longer cycles always contain a cycle of two).
 *
 * To find such two without comparing all: a cluster is *forward* if its own firstEnd < lastStart.
 * Then the value was certainly in the register all through this zone, from firstEnd to lastStart. The
 * others are *backward*: their operations all overlap in the zone from lastStart to firstEnd, and
 * some moment in it is enough. So two clusters exclude each other if both are forward and their
 * zones overlap, or if one is backward and its zone lies within the zone of a forward one; two
 * backward clusters never do.
 *
 * A write whose outcome is unknown may take effect at any moment after its start, or never: its
 * `endMs` is Infinity. Writes that certainly failed are left out.
 */
import type { Span } from './operation.ts';

export interface Access extends Span {
  is: 'read' | 'write';
  value: string;
}

export type Anomaly<A extends Access> =
  /** A value that nobody wrote. */
  | { is: 'unwritten'; read: A }
  /** The read had ended before the write of its value started. */
  | { is: 'future'; read: A; write: A }
  /**
   * Each of two values has to precede the other: `one[0]` ended before `other[1]` started, and
   * `other[0]` before `one[1]`.
   */
  | { is: 'order'; one: [A, A]; other: [A, A] };

/**
 * Returns what is wrong with the history of one register; empty if it is linearizable. Throws where
 * two writes share a value.
 */
export function findAnomalies<A extends Access>(history: A[]): Anomaly<A>[] {
  const clusters = new Map<string, Cluster<A>>();
  for (const access of history) add(clusters, access);
  const anomalies: Anomaly<A>[] = [];
  const zones: Zone<A>[] = [];
  for (const { write, reads } of clusters.values()) {
    const early = reads.filter((read) => write && read.endMs < write.startMs);
    if (!write) anomalies.push(...reads.map((read) => ({ is: 'unwritten', read }) as const));
    else if (early[0]) anomalies.push({ is: 'future', read: early[0], write });
    else zones.push(zoneOf([write, ...reads]));
  }
  return [...anomalies, ...findConflicts(zones)];
}

interface Cluster<A> {
  write: A | undefined;
  reads: A[];
}

interface Zone<A> {
  firstEnd: A;
  lastStart: A;
}

function add<A extends Access>(clusters: Map<string, Cluster<A>>, access: A): void {
  const cluster = clusters.get(access.value) ?? { write: undefined, reads: [] };
  clusters.set(access.value, cluster);
  if (access.is === 'read') cluster.reads.push(access);
  else if (cluster.write) throw new Error(`written twice: ${access.value}`);
  else cluster.write = access;
}

function zoneOf<A extends Access>(accesses: A[]): Zone<A> {
  return {
    firstEnd: accesses.reduce((a, b) => (b.endMs < a.endMs ? b : a)),
    lastStart: accesses.reduce((a, b) => (b.startMs > a.startMs ? b : a)),
  };
}

function findConflicts<A extends Access>(zones: Zone<A>[]): Anomaly<A>[] {
  const forward = zones.filter(isForward).sort((a, b) => a.firstEnd.endMs - b.firstEnd.endMs);
  const anomalies: Anomaly<A>[] = [];
  // For each forward zone: the one up to it that reaches farthest.
  const farthest: Zone<A>[] = [];
  for (const zone of forward) {
    const before = farthest.at(-1);
    if (before && excludeEachOther(before, zone)) anomalies.push(conflict(before, zone));
    const reach = before?.lastStart.startMs ?? Number.NEGATIVE_INFINITY;
    farthest.push(before && reach > zone.lastStart.startMs ? before : zone);
  }
  for (const zone of zones.filter((zone) => !isForward(zone))) {
    const begun = countBegun(forward, zone.lastStart.startMs);
    const around = farthest[begun - 1];
    if (around && excludeEachOther(around, zone)) anomalies.push(conflict(around, zone));
  }
  return anomalies;
}

function isForward<A extends Access>({ firstEnd, lastStart }: Zone<A>): boolean {
  return firstEnd.endMs < lastStart.startMs;
}

function excludeEachOther<A extends Access>(one: Zone<A>, other: Zone<A>): boolean {
  return (
    one.firstEnd.endMs < other.lastStart.startMs && other.firstEnd.endMs < one.lastStart.startMs
  );
}

function conflict<A extends Access>(one: Zone<A>, other: Zone<A>): Anomaly<A> {
  return {
    is: 'order',
    one: [one.firstEnd, one.lastStart],
    other: [other.firstEnd, other.lastStart],
  };
}

/** Number of forward zones, sorted by their beginning, that begin before `momentMs`. */
function countBegun<A extends Access>(forward: Zone<A>[], momentMs: number): number {
  let from = 0;
  let to = forward.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (forward[middle]!.firstEnd.endMs < momentMs) from = middle + 1;
    else to = middle;
  }
  return from;
}
