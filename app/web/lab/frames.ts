import type { Lab, ServerCounters } from '../../lab/schema.ts';
import { type Buckets, merge, quantileMs, since } from '../../observability/histogram.ts';

/** One report of the Lab, with the time of its arrival on the reader's clock. */
export interface Look {
  atMs: number;
  lab: Lab;
}

/** What the charts show of one second, by the series' keys; undefined for a gap. */
export interface Frame {
  atMs: number;
  figures: Readonly<Record<string, number | undefined>>;
}

export const outcomes = ['hit', 'miss', 'bypass'] as const;
export const percentiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** What one server did between two reports. */
export interface Delta {
  name: string;
  requests: number;
  hit: number;
  miss: number;
  bypass: number;
  queries: number;
  latency: Record<(typeof outcomes)[number], Buckets>;
  /** By the server's own clock. */
  seconds: number;
}

/** Undefined for a server that restarted in between, or has not reported since. */
function deltaOf(before: ServerCounters | undefined, now: ServerCounters) {
  if (before?.startedAt !== now.startedAt || now.uptimeMs <= before.uptimeMs) return undefined;
  const delta: Delta = {
    name: now.name,
    requests: now.requests - before.requests,
    hit: now.hits - before.hits,
    miss: now.misses - before.misses,
    bypass: now.bypasses - before.bypasses,
    queries: now.queries - before.queries,
    latency: {
      hit: since(before.latency.hit, now.latency.hit),
      miss: since(before.latency.miss, now.latency.miss),
      bypass: since(before.latency.bypass, now.latency.bypass),
    },
    seconds: (now.uptimeMs - before.uptimeMs) / 1_000,
  };
  return delta;
}

export function deltasBetween(before: Lab, now: Lab): Delta[] {
  return now.servers.flatMap((server) => {
    const then = before.servers.find(({ name }) => name === server.name);
    return deltaOf(then, server) ?? [];
  });
}

/** The figures of the time between two reports. */
export function frameBetween(before: Look, now: Look): Frame {
  const deltas = deltasBetween(before.lab, now.lab);
  const figures = {
    ...readFigures(deltas),
    ...latencyFigures(deltas),
    ...serverFigures(deltas, now.lab),
    ...storeFigures(before, now),
  };
  return { atMs: now.atMs, figures };
}

function readFigures(deltas: Delta[]) {
  if (deltas.length === 0) return {};
  const perSecond = (count: (delta: Delta) => number) =>
    deltas.reduce((sum, delta) => sum + count(delta) / delta.seconds, 0);
  const [hit, miss, bypass] = outcomes.map((outcome) => perSecond((delta) => delta[outcome]));
  const hitRate = shareOf(hit!, hit! + miss! + bypass!);
  return { hit, miss, bypass, hitRate, queries: perSecond(({ queries }) => queries) };
}

/** Percentiles of all servers' reads: their histograms are added first. */
function latencyFigures(deltas: Delta[]) {
  return Object.fromEntries(
    outcomes.flatMap((outcome) => {
      const merged = merge(deltas.map(({ latency }) => latency[outcome]));
      return Object.entries(percentiles).map(([name, quantile]) => [
        `${outcome} ${name}`,
        quantileMs(merged, quantile),
      ]);
    }),
  );
}

function serverFigures(deltas: Delta[], { servers }: Lab) {
  const all = deltas.reduce((sum, { requests, seconds }) => sum + requests / seconds, 0);
  const figures: Record<string, number | undefined> = {};
  for (const { name, up, eventLoopDelayMs } of servers) {
    const delta = deltas.find((each) => each.name === name);
    figures[`share ${name}`] = shareOf(delta ? delta.requests / delta.seconds : 0, all);
    figures[`loop ${name}`] = up ? eventLoopDelayMs : undefined;
  }
  return figures;
}

function storeFigures(before: Look, { atMs, lab }: Look) {
  const up = lab.servers.filter((server) => server.up);
  const waiting = up.reduce((sum, { poolWaiting }) => sum + poolWaiting, 0);
  const sum = ({ memcached }: Lab, field: 'bytes' | 'items' | 'evictions') =>
    memcached.some((each) => each.up)
      ? memcached.reduce((total, each) => total + each[field], 0)
      : undefined;
  const [then, now] = [sum(before.lab, 'evictions'), sum(lab, 'evictions')];
  const isKnown = then !== undefined && now !== undefined && now >= then;
  const evictions = isKnown ? ((now - then) * 1_000) / (atMs - before.atMs) : undefined;
  return { waiting, bytes: sum(lab, 'bytes'), items: sum(lab, 'items'), evictions };
}

export function shareOf(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}
