import { setTimeout as delay } from 'node:timers/promises';
import {
  type Child,
  isAlive,
  type Program,
  startProcess,
  stopProcess,
  untilReady,
} from './process.ts';

const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** A process that ran this long was well: its next end starts again with the first delay. */
const wellAfterMs = 30_000;

/** A program that runs on and on, and how to see that it does its work. */
export interface Service {
  program: Program;
  isReady: () => Promise<boolean>;
}

export interface Supervision {
  /** Whether it is started again when it ends by itself. */
  restart: boolean;
  /** Told once for each end that nobody asked for. */
  onEnd?: (line: string) => void;
  onStart?: (child: Child) => void;
}

/**
 * Runs services that are stopped together when the scope is disposed, whether they got ready or not.
 * Resolves when all are ready.
 */
export async function runServices(
  services: Service[],
  supervision: Supervision,
  scope: AsyncDisposableStack,
): Promise<Supervisor[]> {
  const supervisors = services.map((service) => new Supervisor(service, supervision));
  scope.defer(async () => {
    await Promise.all(supervisors.map((supervisor) => supervisor.stop()));
  });
  await Promise.all(supervisors.map((supervisor) => supervisor.start()));
  return supervisors;
}

/** A program that is kept running until it is stopped. */
export class Supervisor {
  readonly #service: Service;
  readonly #supervision: Supervision;
  readonly #stopped = new AbortController();
  #child: Child | undefined;
  #delayMs = firstDelayMs;

  constructor(service: Service, supervision: Supervision) {
    this.#service = service;
    this.#supervision = supervision;
  }

  get name(): string {
    return this.#service.program.name;
  }

  /** The process that runs now, or ran last. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts the process and waits until it is ready. Throws a StartError where that fails. */
  async start(): Promise<void> {
    const child = this.#spawn();
    await untilReady(child, this.#service.isReady);
    if (this.#supervision.restart) void this.#startAgain(child);
  }

  /** Signals the program, to see what becomes of it. */
  kill(signal: NodeJS.Signals): void {
    const child = this.#child;
    if (child && isAlive(child)) process.kill(child.guardedPid ?? child.pid, signal);
  }

  /** Resolves when the process that runs now has ended. */
  async ended(): Promise<void> {
    await this.#child?.ended;
  }

  /** Ends the process, for good. */
  async stop(graceMs?: number): Promise<void> {
    this.#stopped.abort();
    if (this.#child) await stopProcess(this.#child, graceMs);
  }

  #spawn(): Child {
    this.#stopped.signal.throwIfAborted();
    const child = startProcess(this.#service.program);
    this.#child = child;
    this.#supervision.onStart?.(child);
    return child;
  }

  async #startAgain(child: Child): Promise<void> {
    const startedAt = performance.now();
    const ending = await child.ended;
    if (this.#stopped.signal.aborted) return;
    if (performance.now() - startedAt >= wellAfterMs) this.#delayMs = firstDelayMs;
    const waitMs = this.#delayMs;
    this.#delayMs = Math.min(waitMs * 2, longestDelayMs);
    this.#supervision.onEnd?.(`${this.name} ended (${ending}), again in ${waitMs / 1000} s`);
    await delay(waitMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    if (!this.#stopped.signal.aborted) void this.#startAgain(this.#spawn());
  }
}
