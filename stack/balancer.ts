import { mkdir } from 'node:fs/promises';
import { renderNginx } from '../nginx/render.ts';
import { StartError } from './process.ts';
import { findProgram } from './programs.ts';
import { answersOk } from './server.ts';
import type { Service } from './supervisor.ts';

const nodeBalancer = new URL('../balancer/main.ts', import.meta.url).pathname;
const guard = new URL('./guard.ts', import.meta.url).pathname;

export interface BalancerOptions {
  kind: 'node' | 'nginx';
  port: number;
  adminPort: number;
  upstreams: { name: string; url: string }[];
  /** For nginx's configuration and temporary files. */
  folder: string;
  logFile: string;
}

/** The balancer on 127.0.0.1. Throws a StartError where nginx is wanted and not installed. */
export async function balancerService(options: BalancerOptions): Promise<Service> {
  const script = options.kind === 'node' ? [nodeBalancer] : await nginxScript(options);
  return {
    program: {
      name: 'balancer',
      script: script as [string, ...string[]],
      logFile: options.logFile,
      env: {
        HOST: '127.0.0.1',
        PORT: String(options.port),
        BALANCER_ADMIN_PORT: String(options.adminPort),
        UPSTREAMS: options.upstreams.map(({ name, url }) => `${name}=${url}`).join(','),
      },
    },
    isReady: () => answersOk(`http://127.0.0.1:${options.port}/livez`),
  };
}

async function nginxScript({ folder, port, upstreams }: BalancerOptions): Promise<string[]> {
  const nginx = findProgram('nginx');
  if (!nginx)
    throw new StartError('BALANCER: nginx is not installed (apt-get install nginx-light)');
  await mkdir(folder, { recursive: true });
  const config = await renderNginx({ folder, host: '127.0.0.1', port, upstreams });
  return [guard, nginx, '-p', folder, '-c', config];
}
