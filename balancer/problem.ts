import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** The media type of RFC 9457. */
export const problemType = 'application/problem+json';

/**
 * An answer of the balancer's own: a status with an RFC 9457 body. `headers` is a flat list of
 * names and values, as `ServerResponse.writeHead` takes it.
 */
export interface Problem {
  status: number;
  detail: string;
  headers?: string[];
}

/** Returns the body as JSON; `instance` is the requested path. */
export function problemBody({ status, detail }: Problem, instance?: string): string {
  return JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail,
    instance,
  });
}

export const noServerUp: Problem = {
  status: 503,
  detail: 'No server is up.',
  headers: ['Retry-After', '1'],
};

/** No server had the request: the balancer could not open another connection. */
export const outOfResources: Problem = {
  status: 503,
  detail: 'The balancer can not open another connection.',
  headers: ['Retry-After', '1'],
};

export const tooManyConnections: Problem = {
  status: 503,
  detail: 'There are too many connections from this address.',
  headers: ['Retry-After', '1', 'Connection', 'close'],
};

export const contentTooLarge: Problem = {
  status: 413,
  detail: 'The content of a request has 1 MB at most.',
};

/** The rest of the request may still come, and must not be taken for the next one. */
export const contentTooSlow: Problem = {
  status: 408,
  detail: 'The content of the request did not arrive in time.',
  headers: ['Connection', 'close'],
};

export const notForwardable: Problem = {
  status: 400,
  detail: 'The request can not be forwarded.',
};

export const badGateway: Problem = { status: 502, detail: 'The server broke off its answer.' };

export const gatewayTimeout: Problem = {
  status: 504,
  detail: 'The server did not answer in time.',
};

/** How long a refused client has to read its answer. Closing at once could lose it in a reset. */
const lingerMs = 2_000;

/** Answers bytes that never became a request, and closes. */
export function refuse(socket: Duplex, status: number): void {
  const body = problemBody({ status, detail: 'This is not a request that can be forwarded.' });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${problemType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.on('error', () => socket.destroy()).resume();
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(linger));
}

/** Returns the status for an error of Node's parser or of its timeouts for slow clients. */
export function statusOfParseError(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
