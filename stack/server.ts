import type { Service } from './supervisor.ts';

const main = new URL('../app/main.ts', import.meta.url).pathname;

export interface ServerOptions {
  name: string;
  port: number;
  databaseUrl: string;
  memcachedServers: string[];
  logFile: string;
  /** More of its environment. */
  env?: Record<string, string>;
}

/** One app server on 127.0.0.1. */
export function serverService(options: ServerOptions): Service {
  return {
    program: {
      name: options.name,
      script: [main],
      logFile: options.logFile,
      env: {
        SERVER_NAME: options.name,
        HOST: '127.0.0.1',
        PORT: String(options.port),
        DATABASE_URL: options.databaseUrl,
        MEMCACHED_SERVERS: options.memcachedServers.join(','),
        ...options.env,
      },
    },
    isReady: () => answersOk(`http://127.0.0.1:${options.port}/readyz`),
  };
}

/** Whether a GET of the address is answered with a 2xx status within 2 s. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
