import type { Controlled, Order, Refusal, Told } from '../app/lab/control.ts';
import type { Child } from './process.ts';
import type { Supervision, Supervisor } from './supervisor.ts';

interface Server extends Controlled {
  process: Supervisor;
  /** Resolves when the last order has been carried out. */
  done: Promise<void>;
}

/**
 * Stops and starts servers for the Lab page. Any server may be asked: it passes the order to the
 * launcher over its channel. Every server knows at all times which ones run.
 */
export class ServerControl {
  readonly #supervision: Supervision;
  readonly #servers = new Map<string, Server>();
  readonly #children = new Map<string, Child>();
  #decided: Promise<unknown> = Promise.resolve();

  constructor(supervision: Supervision) {
    this.#supervision = supervision;
  }

  /** The supervision for the servers. It listens to every process that a server gets. */
  supervision(): Supervision {
    const onStart = (child: Child) => {
      this.#listen(child);
      this.#supervision.onStart?.(child);
    };
    return { ...this.#supervision, onStart };
  }

  /** From now on these can be stopped and started. */
  take(processes: Supervisor[]): void {
    for (const process of processes) {
      const { name } = process;
      this.#servers.set(name, { name, running: true, process, done: Promise.resolve() });
    }
    this.#tellAll();
  }

  #listen(child: Child): void {
    this.#children.set(child.name, child);
    child.process.on('message', ({ id, name, running }: Order) => {
      // One decision at a time: two servers stopped at once could be the last two.
      this.#decided = this.#decided.then(async () => {
        tell(child, { id, refusal: await this.#decide(name, running) });
      });
    });
    if (this.#servers.size > 0) tell(child, this.#list());
  }

  async #decide(name: string, running: boolean): Promise<Refusal | undefined> {
    const server = this.#servers.get(name);
    if (!server) return 'unknown';
    if (server.running === running) return undefined;
    if (!running && !(await this.#anotherIsReady(server))) return 'last';
    server.running = running;
    server.done = server.done.then(() => this.#carryOut(server, running));
    this.#tellAll();
    return undefined;
  }

  async #anotherIsReady(server: Server): Promise<boolean> {
    const others = [...this.#servers.values()].filter((each) => each !== server && each.running);
    const ready = await Promise.all(others.map((each) => each.process.isReady()));
    return ready.includes(true);
  }

  async #carryOut(server: Server, running: boolean): Promise<void> {
    try {
      if (running) await server.process.start();
      else await server.process.pause();
    } catch (error) {
      this.#supervision.onEnd?.(`${server.name}: ${(error as Error).message}`);
      await server.process.pause();
      server.running = false;
      this.#tellAll();
    }
  }

  #list(): Told {
    const all = [...this.#servers.values()];
    return { servers: all.map(({ name, running }) => ({ name, running })) };
  }

  #tellAll(): void {
    for (const child of this.#children.values()) tell(child, this.#list());
  }
}

/** A server that is gone needs to be told nothing. */
function tell({ process }: Child, told: Told): void {
  if (process.connected) process.send(told, () => undefined);
}
