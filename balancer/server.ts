import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AccessLog } from './access-log.ts';
import type { Clients } from './clients.ts';
import { Exchange, type Forwarding } from './exchange.ts';
import { limits } from './limits.ts';
import {
  type Problem,
  problemBody,
  problemType,
  refuse,
  statusOfParseError,
  tooManyConnections,
} from './problem.ts';
import { readTarget } from './target.ts';

/** A client's own request id is kept if it is safe to write into a log. */
const saneRequestId = /^[\w.-]{8,128}$/;

export interface BalancerOptions extends Forwarding {
  clients: Clients;
  accessLog: AccessLog | undefined;
}

/** Creates the server that forwards every request to the upstream whose turn it is. */
export function createBalancer(options: BalancerOptions): http.Server {
  const { clients, accessLog } = options;
  const server = createServer();
  server.on('connection', (socket) => clients.add(socket));
  server.on('request', (request, response) => {
    const requestId = requestIdOf(request);
    const onProblem = (problem: Problem) => sendProblem({ problem, request, response, requestId });
    const client = clients.of(request.socket);
    if (!client) return request.socket.destroy();
    const target = client.isOverLimit ? tooManyConnections : readTarget(request);
    if ('status' in target) {
      accessLog?.({ request, response, requestId });
      return onProblem(target);
    }
    const incoming = { request, response, target, requestId, client, onProblem };
    const exchange = new Exchange(options, incoming);
    accessLog?.({ request, response, requestId, exchange });
    response.once('close', () => exchange.abandon());
    exchange.start();
  });
  server.on('connect', (_request, socket) => refuse(socket, 405));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable) refuse(socket, statusOfParseError(error.code));
    else socket.destroy();
  });
  return server;
}

function createServer(): http.Server {
  return http.createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    requireHostHeader: false, // so that the refusal is a problem like any other
    optimizeEmptyRequests: true,
  });
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID();
}

interface Refusal {
  problem: Problem;
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
}

function sendProblem({ problem, request, response, requestId }: Refusal): void {
  if (response.destroyed) return;
  response.writeHead(problem.status, [
    ...['Content-Type', problemType, 'X-Request-Id', requestId],
    ...(problem.headers ?? []),
  ]);
  response.end(problemBody(problem, request.url));
}
