import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from './exchange.ts';

interface AccessLogEntry {
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  /** Where the request was forwarded; undefined if the balancer answered it itself. */
  exchange?: Exchange;
}

/** Writes one request's line when its answer has ended in any way. */
export type AccessLog = (entry: AccessLogEntry) => void;

/**
 * Writes one line of JSON for each request: time (ISO 8601), client, method, path, status,
 * durationMs, upstream (the server that had it when the answer ended), requestId, and `complete`:
 * false if the client left or the answer broke off. The query is left out, because it may hold what
 * a person searched for.
 */
export function createAccessLog(writeLine: (line: string) => void): AccessLog {
  return ({ request, response, requestId, exchange }) => {
    const startedAt = performance.now();
    const client = request.socket.remoteAddress;
    response.once('close', () => {
      writeLine(
        `${JSON.stringify({
          time: new Date().toISOString(),
          client,
          method: request.method,
          path: request.url!.replace(/\?.*/s, ''),
          status: response.headersSent ? response.statusCode : null,
          durationMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
          upstream: exchange?.upstream?.name,
          requestId,
          complete: response.writableFinished,
        })}\n`,
      );
    });
  };
}
