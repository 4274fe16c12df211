import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { TestContext } from 'node:test';
import { freePort } from '../../stack/ports.ts';
import { testScope } from '../../testing/scope.ts';

/** What a request looked like when it arrived; /echo answers it as JSON. */
export interface Echo {
  method: string;
  url: string;
  rawHeaders: string[];
  sizeBytes: number;
  sha256: string;
}

export const megabyte = 1024 * 1024;
export const downloadBytes = 10 * megabyte;
/** More than all socket buffers on the way can hold. */
export const endlessBytes = 256 * megabyte;

/**
 * A real HTTP server to stand behind a balancer. It answers 200 with its name on any path but:
 * /echo (its request as JSON), /download (10 MB), /endless (256 MB), /events (an event, then
 * nothing), /hang (nothing), /crash (a connection closed without an answer), /cut and /cut-chunked
 * (an answer broken off).
 */
export class TestUpstream {
  readonly name: string;
  readonly port: number;
  /** What GET /readyz answers. */
  readyStatus = 200;
  /** `method url` of every request but the checks', in order of arrival. */
  readonly arrived: string[] = [];
  /** Bytes of /endless that were handed to the socket. */
  endlessSentBytes = 0;
  /** Answers to /events whose connection is open. */
  openStreams = 0;
  /** Requests whose connection was closed before the answer ended. */
  abandoned = 0;
  #server: http.Server | undefined;

  constructor(name: string, port: number) {
    this.name = name;
    this.port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.#server = http.createServer((request, response) => {
      // A request that broke off has nobody to answer.
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Closes the port and every connection at once, as a killed process does. */
  async stop(): Promise<void> {
    if (!this.#server?.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!.split('?')[0]!;
    if (path === '/readyz') return void response.writeHead(this.readyStatus).end();
    this.arrived.push(`${request.method} ${request.url}`);
    response.setHeader('X-Served-By', this.name);
    response.once('close', () => {
      if (!response.writableFinished) this.abandoned++;
    });
    const special = this.#paths[path];
    if (special) await special(request, response);
    else response.end(this.name);
  }

  readonly #paths: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> =
    {
      '/echo': async (request, response) => response.end(JSON.stringify(await echoOf(request))),
      '/download': (_request, response) => response.end(patternedBytes(downloadBytes)),
      '/endless': (_request, response) =>
        pipeline(this.#endless(), response).catch(() => undefined),
      '/events': (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('event: changed\ndata: {}\n\n');
        this.openStreams++;
        response.once('close', () => this.openStreams--);
      },
      '/hang': () => undefined,
      '/crash': (request) => request.socket.destroy(),
      '/cut': (request, response) => {
        response.writeHead(200, { 'Content-Length': '1000' });
        response.write('a part', () => request.socket.destroy());
      },
      '/cut-chunked': (request, response) => {
        response.write('a part', () => request.socket.destroy());
      },
      '/connection-fields': (_request, response) => {
        response.writeHead(200, { Connection: 'keep-alive, X-Internal', 'X-Internal': 'secret' });
        response.end();
      },
    };

  async *#endless(): AsyncGenerator<Buffer> {
    const chunk = patternedBytes(64 * 1024);
    for (; this.endlessSentBytes < endlessBytes; this.endlessSentBytes += chunk.length) yield chunk;
  }
}

/** `count` servers app-1, app-2, ... on free ports, stopped after the test. */
export async function startUpstreams(t: TestContext, count: number): Promise<TestUpstream[]> {
  const upstreams: TestUpstream[] = [];
  for (let number = 1; number <= count; number++) {
    const upstream = new TestUpstream(`app-${number}`, await freePort());
    testScope(t).defer(() => upstream.stop());
    await upstream.start();
    upstreams.push(upstream);
  }
  return upstreams;
}

/** Bytes in which a lost, doubled or moved piece changes the hash. */
export function patternedBytes(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i + 4 <= length; i += 4) bytes.writeUInt32LE(i, i);
  return bytes;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function echoOf(request: IncomingMessage): Promise<Echo> {
  const content = Buffer.concat(await Array.fromAsync<Buffer>(request));
  const { method, url, rawHeaders } = request;
  return {
    method: method!,
    url: url!,
    rawHeaders,
    sizeBytes: content.length,
    sha256: sha256(content),
  };
}
