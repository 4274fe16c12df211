import { setTimeout as delay } from 'node:timers/promises';
import {
  type Child,
  isAlive,
  type Program,
  StartError,
  startProcess,
  stopProcess,
  untilReady,
} from './process.ts';

/** Delays before a process is started again double from the first to the longest. */
const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** After a process ran this long, its next end begins with the first delay. */
const wellAfterMs = 30_000;

/** A program that does not end by itself, and whether it does its work. */
export interface Service {
  program: Program;
  isReady: () => Promise<boolean>;
}

export interface Supervision {
  /** Whether it is started again when it ends by itself. */
  restart: boolean;
  /** Hears of each end that nobody asked for. */
  onEnd?: (line: string) => void;
  onStart?: (child: Child) => void;
}

/**
 * Starts services at the same time; resolves when all are ready. They are stopped together when the
 * scope is disposed, ready or not.
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

/**
 * A program that is kept running until it is stopped.
 *
 * - *paused*: at the beginning, after `pause`, and where a start failed. Left by `start`.
 * - *running*: entered by `start`, and after a wait. Left when the process ends, and by `pause`.
 * - *waiting*: the process ended by itself. Left after 0.25 s, twice as long after each further end,
 *   at most 10 s; and by `pause`. Without `restart`, an end leads to *paused*.
 * - *stopped*: by `stop`, for good.
 */
export class Supervisor {
  readonly #service: Service;
  readonly #supervision: Supervision;
  /** Aborted by the pause that ends the present stretch. */
  #paused = new AbortController();
  #stopped = false;
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

  /** Whether the process runs and does its work. */
  async isReady(): Promise<boolean> {
    return this.#child !== undefined && isAlive(this.#child) && (await this.#service.isReady());
  }

  /** Starts the process and waits until it is ready. Throws a StartError where that fails. */
  async start(): Promise<void> {
    if (this.#child && isAlive(this.#child)) throw new Error(`${this.name}: it runs already`);
    const paused = new AbortController();
    this.#paused = paused;
    this.#delayMs = firstDelayMs;
    const child = this.#spawn();
    try {
      await untilReady(child, this.#service.isReady);
    } catch (error) {
      await stopProcess(child);
      throw error;
    }
    if (this.#supervision.restart) void this.#startAgain(child, paused.signal);
  }

  /** Signals the program itself, past the process that guards it. */
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
    this.#stopped = true;
    await this.pause(graceMs);
  }

  /** Ends the process until it is started again. */
  async pause(graceMs?: number): Promise<void> {
    this.#paused.abort();
    if (this.#child) await stopProcess(this.#child, graceMs);
  }

  #spawn(): Child {
    if (this.#stopped) throw new StartError(`${this.name}: not started any more`);
    const child = startProcess(this.#service.program);
    this.#child = child;
    this.#supervision.onStart?.(child);
    return child;
  }

  async #startAgain(child: Child, paused: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    const ending = await child.ended;
    if (paused.aborted) return;
    if (performance.now() - startedAt >= wellAfterMs) this.#delayMs = firstDelayMs;
    const waitMs = this.#delayMs;
    this.#delayMs = Math.min(waitMs * 2, longestDelayMs);
    this.#supervision.onEnd?.(`${this.name} ended (${ending}), again in ${waitMs / 1000} s`);
    await delay(waitMs, undefined, { signal: paused }).catch(() => undefined);
    if (!paused.aborted) void this.#startAgain(this.#spawn(), paused);
  }
}
