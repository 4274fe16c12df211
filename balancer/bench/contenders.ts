import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { balancerService } from '../../stack/balancer.ts';
import { freePort } from '../../stack/ports.ts';
import { answersOk } from '../../stack/server.ts';
import { runServices, type Service, type Supervisor } from '../../stack/supervisor.ts';

export const contenderNames = ['nginx', 'balancer/', 'http-proxy'] as const;
type ContenderName = (typeof contenderNames)[number];

export interface Contender {
  name: ContenderName;
  url: string;
  process: Supervisor;
}

interface Address {
  name: string;
  url: string;
}

const httpProxy = new URL('../testing/http-proxy.ts', import.meta.url).pathname;

/** The three balancers in front of the same servers, each one process that does the work. */
export async function startContenders(
  upstreams: Address[],
  folder: string,
  scope: AsyncDisposableStack,
): Promise<Contender[]> {
  const contenders: Contender[] = [];
  for (const name of contenderNames) {
    const port = await freePort();
    const service = await serviceOf(name, { port, upstreams, folder });
    const [process] = await runServices([service], { restart: false }, scope);
    contenders.push({ name, url: `http://127.0.0.1:${port}`, process: process! });
  }
  return contenders;
}

interface Place {
  port: number;
  upstreams: Address[];
  folder: string;
}

async function serviceOf(
  name: ContenderName,
  { port, upstreams, folder }: Place,
): Promise<Service> {
  const logFile = join(folder, `balancer-${port}.log`);
  if (name === 'http-proxy') {
    const script = [httpProxy, String(port), ...upstreams.map(({ url }) => url)];
    return {
      program: { name, script: script as [string, ...string[]], logFile },
      isReady: () => answersOk(`http://127.0.0.1:${port}/livez`),
    };
  }
  const kind = name === 'nginx' ? 'nginx' : 'node';
  const options = { kind, port, adminPort: await freePort(), upstreams, logFile } as const;
  const place = join(folder, `nginx-${port}`);
  const service = await balancerService({ ...options, folder: place });
  if (kind === 'nginx') await useOneWorker(join(place, 'nginx.conf'));
  return service;
}

/** One worker for nginx: the balancer in TypeScript has one thread. */
async function useOneWorker(path: string): Promise<void> {
  const configuration = await readFile(path, 'utf8');
  await writeFile(path, configuration.replace('worker_processes auto;', 'worker_processes 1;'));
}
