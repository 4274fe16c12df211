import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemBody, problemType } from './problem.ts';

/** How long a refused client has to take its answer; closing at once could lose it in a reset. */
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

/** The status for what Node's parser, or its watch over slow clients, found wrong. */
export function statusOfParseError(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
