import { Problem } from '../http/problem.ts';

/** A server that the launcher runs, or has stopped on request. */
export interface Controlled {
  name: string;
  running: boolean;
}

/** A server's message to its launcher. */
export interface Order extends Controlled {
  id: number;
}

/** The launcher's messages: the list of servers after each change, and the answer to an order. */
export type Told = { servers: Controlled[] } | { id: number; refusal: Refusal | undefined };

/** `unknown`: there is no such server. `last`: no other server is ready. */
export type Refusal = 'unknown' | 'last';

export interface Control {
  /** The launcher's servers; undefined where there is no launcher. */
  servers(): Controlled[] | undefined;
  /**
   * Stops or starts a server. Resolves when the launcher has taken the order, or throws a Problem.
   */
  order(name: string, running: boolean): Promise<void>;
}

/** This process's end of the IPC channel to its launcher. */
export type Channel = Pick<NodeJS.Process, 'on' | 'send'>;

const answerTimeoutMs = 8_000;

const problems: Record<Refusal, () => Problem> = {
  unknown: () => new Problem(404, 'There is no such server.'),
  last: () => new Problem(409, 'Only one server is running. Start another one first.'),
};

/** Listens to the launcher, where `channel` leads to one that controls servers. */
export function openControl(channel: Channel | undefined): Control {
  const asked = new Map<number, (refusal: Refusal | undefined) => void>();
  let servers: Controlled[] | undefined;
  let lastId = 0;
  channel?.on('message', (told: Told) => {
    if ('servers' in told) servers = told.servers;
    else asked.get(told.id)?.(told.refusal);
  });

  async function ask(name: string, running: boolean): Promise<Refusal | undefined> {
    const id = ++lastId;
    const order: Order = { id, name, running };
    const { promise, resolve, reject } = Promise.withResolvers<Refusal | undefined>();
    const late = () => reject(new Problem(503, 'The launcher does not answer.'));
    const timer = setTimeout(late, answerTimeoutMs);
    asked.set(id, resolve);
    channel?.send?.(order);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      asked.delete(id);
    }
  }

  return {
    servers: () => servers,
    async order(name, running) {
      if (!servers) {
        throw new Problem(409, 'Only servers that npm start runs can be stopped and started.');
      }
      const refusal = await ask(name, running);
      if (refusal) throw problems[refusal]();
    },
  };
}
