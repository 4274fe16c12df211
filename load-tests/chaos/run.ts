import { setTimeout as delay } from 'node:timers/promises';
import type { CacheMode } from '../../app/cache/mode.ts';
import { balancerName, runClients } from './clients.ts';
import { adminEmail, type Cluster } from './cluster.ts';
import { createChance, type Fault, seconds } from './fault.ts';
import { findViolations } from './findings.ts';
import { switchModes } from './modes.ts';
import type { Operation, Span } from './operation.ts';
import { untilRecovered } from './recovery.ts';
import { openTarget, type Target } from './requests.ts';
import { type Step, scheduleOf } from './schedule.ts';
import { createUsers, signUp } from './users.ts';

export interface RunOptions {
  /** Minimum of operations; every fault happens at least once. */
  operations: number;
  /** The mode of the reads, left for a second of every five; undefined to use all in turn. */
  mode: CacheMode | undefined;
  seed: number;
  faults: readonly Fault[];
  /** No fault lasts longer. */
  longestFaultMs: number;
  /** Ends after the first fault that shows a violation. */
  stopsAtViolation: boolean;
}

/** All that happened. */
export interface Run {
  operations: Operation[];
  windows: Window[];
  switches: Span[];
  /** Why it ended early: something did not recover. */
  failure: string | undefined;
}

/** From the start of a fault until the recovery; two overlapping faults share it. */
export interface Window extends Span {
  faults: Fault[];
}

type Say = (line: string) => void;

const users = 4;

/** Runs clients and faults against the cluster; resolves after enough of both. */
export async function run(cluster: Cluster, options: RunOptions, say: Say): Promise<Run> {
  await using scope = new AsyncDisposableStack();
  const servers = cluster.servers.map(({ name, url }) => openTarget(name, url, scope));
  const targets = [...servers, openTarget(balancerName, cluster.balancerUrl, scope)];
  const operations: Operation[] = [];
  const admin = await signUp(servers[0]!, adminEmail);
  const people = await createUsers(servers[0]!, users, operations);
  await untilRecovered(targets, admin);
  const stopped = new AbortController();
  const { signal } = stopped;
  const { mode: home, seed } = options;
  const chance = createChance(seed, Number.POSITIVE_INFINITY);
  const clients = runClients({ targets, users: people, seed, operations, signal });
  const switching = switchModes({ cluster, targets: servers, admin, home, chance, signal });
  const windows: Window[] = [];
  const failure = await injectAll({ cluster, targets, admin, operations, windows, options, say })
    .then(() => undefined)
    .catch((error: Error) => error.message);
  stopped.abort();
  await clients;
  return { operations, windows, switches: await switching, failure };
}

interface Injecting {
  cluster: Cluster;
  targets: Target[];
  admin: { cookie: string };
  operations: Operation[];
  windows: Window[];
  options: RunOptions;
  say: Say;
}

/** Repeats rounds of all faults until there are enough operations. */
async function injectAll(injecting: Injecting): Promise<void> {
  const { operations, options } = injecting;
  for (let round = 0; round === 0 || operations.length < options.operations; round += 1) {
    for (const step of scheduleOf(options.faults, options.seed + round)) {
      await delay(step.calmMs);
      await inject(injecting, step);
      if (options.stopsAtViolation && findViolations(operations).length > 0) return;
      if (round > 0 && operations.length >= options.operations) return;
    }
  }
}

async function inject(injecting: Injecting, step: Step): Promise<void> {
  const { cluster, targets, admin, operations, windows, options, say } = injecting;
  const startMs = performance.now();
  const before = operations.length;
  // Open until the recovery, which may never come.
  const window: Window = {
    faults: step.faults.map(({ fault }) => fault),
    startMs,
    endMs: Number.POSITIVE_INFINITY,
  };
  windows.push(window);
  await Promise.all(
    step.faults.map(async ({ fault, seed, afterMs }) => {
      await delay(Math.min(afterMs, options.longestFaultMs));
      const started = await fault.start(cluster, createChance(seed, options.longestFaultMs));
      say(`${fault.name}${started.detail ? `: ${started.detail}` : ''}`);
      await delay(started.lastsMs);
      await started.stop();
    }),
  );
  await untilRecovered(targets, admin);
  window.endMs = performance.now();
  say(
    `  well again after ${seconds(window.endMs - startMs)}, ${operations.length - before} operations`,
  );
}
