import http from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Upstream } from './upstream.ts';

const counters = {
  requests: 'Requests sent to the server',
  failures: 'Tries that the server failed',
  retries: 'Requests sent to the server that another one had failed',
  ejections: 'Times the server was taken out of the rotation',
} as const;
const fields = Object.keys(counters) as (keyof typeof counters)[];

const latencyName = 'balancer_upstream_response_seconds';
const latencyHead = [
  `# HELP ${latencyName} Time until the server's answer began`,
  `# TYPE ${latencyName} histogram`,
];

/**
 * Creates the server for the balancer's operator. GET /upstreams returns each server's name, url,
 * state, requests, failures, retries and ejections as JSON. GET /metrics returns the same,
 * latencies and the process's own figures in Prometheus' text format. It must listen on loopback
 * only.
 */
export function createAdminServer(upstreams: readonly Upstream[]): http.Server {
  const registry = createRegistry(upstreams);
  return http.createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: http.IncomingMessage, response: http.ServerResponse) {
    if (request.method === 'GET' && request.url === '/upstreams') {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(upstreams.map(describe)));
    } else if (request.method === 'GET' && request.url === '/metrics') {
      response.setHeader('Content-Type', registry.contentType);
      response.end(`${await registry.metrics()}\n${latencies(upstreams)}`);
    } else {
      response.writeHead(404).end();
    }
  }
}

function describe({ name, url, state, requests, failures, retries, ejections }: Upstream) {
  return { name, url, state, requests, failures, retries, ejections };
}

/** Reads the figures on demand, so that counting costs a request nothing more. */
function createRegistry(upstreams: readonly Upstream[]): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const labelNames = ['upstream'];
  new Gauge({
    name: 'balancer_upstream_up',
    help: '1 while the server gets requests',
    ...{ labelNames, registers },
    collect() {
      for (const { name, state } of upstreams) this.set({ upstream: name }, Number(state === 'up'));
    },
  });
  for (const field of fields) {
    new Counter({
      name: `balancer_upstream_${field}_total`,
      help: counters[field],
      ...{ labelNames, registers },
      collect() {
        this.reset();
        for (const upstream of upstreams) this.inc({ upstream: upstream.name }, upstream[field]);
      },
    });
  }
  return registry;
}

function latencies(upstreams: readonly Upstream[]): string {
  const samples = upstreams.flatMap(({ name, latency }) => latency.samples(latencyName, name));
  return `${[...latencyHead, ...samples].join('\n')}\n`;
}
