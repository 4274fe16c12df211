import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { type Dispatcher, errors } from 'undici';
import type { Client } from './clients.ts';
import { contentOf } from './content.ts';
import { isRefused, problemOfOthers, problemOfServer, ServerHangs } from './failure.ts';
import { requestHeaders, responseHeaders } from './headers.ts';
import { limits } from './limits.ts';
import { badGateway, noServerUp, type Problem } from './problem.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { SelectUpstream } from './round-robin.ts';
import type { Target } from './target.ts';
import type { Upstream } from './upstream.ts';

/**
 * How many servers may receive one request, so that a request that crashes its server can't take down
 * all of them. Tries that made no connection don't count.
 */
const maxDeliveries = 2;

/** RFC 9110, section 9.2.2. */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

export interface Forwarding {
  select: SelectUpstream;
  budget: RetryBudget;
  /** Called for each try that a server failed; `refused`: nothing listens there. */
  onFailure: (upstream: Upstream, refused: boolean) => void;
}

export interface Incoming {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  requestId: string;
  client: Client;
  /** Answers in the balancer's own name, before a server's answer begins. */
  onProblem: (problem: Problem) => void;
}

/**
 * One request on its way to a server, and its answer on the way back, both streamed with
 * back-pressure. An answer that breaks off resets the client's connection, so that it can't look
 * complete.
 *
 * - *trying*: entered by `start`. Left when the server has the request, or when the try fails.
 * - *delivered*: a server has the request. Entered when a connection is made; left when the answer
 *   begins, or when the try fails.
 * - *answering*: left when the answer ends or breaks off, or the client leaves.
 * - *over*: the client has all that it gets. Entered from any of them, and never left.
 *
 * A try that failed is followed by one at the next server only where the request can't be done twice:
 * when no connection was made, or when the method is idempotent, there is no content, and no answer
 * has begun. And only within the retry budget, unless the try was refused and so cost nothing.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** The server that has the request, or had it last. */
  upstream: Upstream | undefined;
  /** Its place on its server's list of requests. */
  slot = -1;
  /** Whether the answer goes on for as long as the client stays. */
  isEventStream = false;
  readonly #forwarding: Forwarding;
  readonly #incoming: Incoming;
  readonly #content: Transform | null;
  readonly #tried: Upstream[] = [];
  #deliveries = 0;
  #sentAtMs = 0;
  #connected = false;
  #hasBody = false;
  #over = false;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(forwarding: Forwarding, incoming: Incoming) {
    this.#forwarding = forwarding;
    this.#incoming = incoming;
    this.#content = incoming.target.hasContent ? contentOf(incoming.request) : null;
    forwarding.budget.deposit();
  }

  /** Sends the request to the next server that may have it, or answers that there is none. */
  start(): void {
    if (this.#over) throw new Error('exchange: it is over');
    const { request, target } = this.#incoming;
    const upstream = this.#forwarding.select(this.#tried);
    if (!upstream) {
      this.#giveUp(this.#deliveries > 0 ? badGateway : noServerUp);
      return;
    }
    this.upstream = upstream;
    this.#connected = false;
    this.#controller = undefined;
    upstream.underWay.add(this);
    upstream.pool.dispatch(
      {
        path: target.path,
        method: request.method as Dispatcher.HttpMethod,
        headers: requestHeaders(this.#incoming),
        body: this.#content,
      },
      this,
    );
  }

  /** Ends an answer that has no end of its own, an event stream, as if the server had ended it. */
  end(): void {
    this.#incoming.response.end();
    this.abandon();
  }

  /** Nobody needs the answer any more: the client left, or has all that it gets. */
  abandon(): void {
    if (this.#over) return;
    this.#finish();
    this.#controller?.abort(new errors.RequestAbortedError());
  }

  /** A request that may be tried elsewhere does not wait for a server that hangs. */
  serverHangs(): void {
    if (!this.#connected || this.#incoming.response.headersSent || !this.#mayRepeat()) return;
    this.#controller?.abort(new ServerHangs('the server stopped answering its health checks'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) {
      controller.abort(new errors.RequestAbortedError());
      return;
    }
    this.#controller = controller;
    this.#connected = true;
    this.#sentAtMs = performance.now();
    const upstream = this.upstream!;
    upstream.requests++;
    if (this.#tried.length > 0) upstream.retries++;
    this.#deliveries++;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    parsed: IncomingHttpHeaders,
    message?: string,
  ): void {
    if (status < 200) return;
    const { response, requestId } = this.#incoming;
    this.upstream!.latency.observe(performance.now() - this.#sentAtMs);
    const headers = responseHeaders(parsed, requestId);
    response.writeHead(status, message, headers);
    this.isEventStream = parsed['content-type']?.startsWith('text/event-stream') ?? false;
    // The head waits only for bytes that arrived with it: an event stream may be silent for long.
    process.nextTick(flushHead, this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { response } = this.#incoming;
    this.#hasBody = true;
    if (response.write(chunk)) return;
    controller.pause();
    const { socket } = response;
    socket?.setTimeout(limits.readerIdleTimeoutMs);
    response.once('drain', () => {
      socket?.setTimeout(0);
      controller.resume();
    });
  }

  onResponseEnd(): void {
    this.#finish();
    this.#incoming.response.end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#over) return;
    const { response } = this.#incoming;
    const upstream = this.upstream!;
    upstream.underWay.remove(this);
    const problem = problemOfOthers(error);
    if (!problem) {
      upstream.failures++;
      this.#tried.push(upstream);
      this.#forwarding.onFailure(upstream, !this.#connected && isRefused(error));
    }
    if (response.headersSent) response.socket?.resetAndDestroy();
    else if (problem) this.#giveUp(problem);
    else if (this.#mayRetry(error)) this.start();
    else this.#giveUp(problemOfServer(error, this.#connected));
  }

  /** Sends the head by itself if nothing of the body came with it. */
  flushHead(): void {
    if (!this.#hasBody && !this.#over) this.#incoming.response.flushHeaders();
  }

  #mayRetry(error: Error): boolean {
    if (!this.#connected && isRefused(error)) return true;
    if (this.#connected && !this.#mayRepeat()) return false;
    return this.#forwarding.budget.withdraw();
  }

  /** Whether another server may get the request although this one may have acted on it. */
  #mayRepeat(): boolean {
    const isRepeatable = this.#content === null && idempotent.has(this.#incoming.request.method!);
    return isRepeatable && this.#deliveries < maxDeliveries;
  }

  #giveUp(problem: Problem): void {
    this.#finish();
    this.#incoming.onProblem(problem);
  }

  #finish(): void {
    this.#over = true;
    this.upstream?.underWay.remove(this);
  }
}

function flushHead(exchange: Exchange): void {
  exchange.flushHead();
}
