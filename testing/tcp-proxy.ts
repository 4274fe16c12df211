import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A TCP proxy that a test can make fail as networks do. */
export interface TcpProxy {
  /** Its target's URL, by way of it. */
  url: string;
  /** Refuses new connections and cuts those there are. */
  cut(): Promise<void>;
  /** Takes everything and passes on nothing, either way, without a word. */
  freeze(): void;
  /** As it was; what was held up goes on. */
  heal(): Promise<void>;
}

/** Stands in front of `target` on a free port until the test is over. */
export async function openProxy(t: TestContext, target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let frozen = false;

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
      if (frozen) from.pause();
    }
  });
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  };
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const own = await listen(0);
  t.after(() => {
    server.close();
    cutAll();
  });

  return {
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(own) }).href,
    async cut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
    },
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    async heal() {
      frozen = false;
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(own);
    },
  };
}
