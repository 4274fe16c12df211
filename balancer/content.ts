import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { limits } from './limits.ts';

/** The client sent more content than a request may have, or stopped sending. */
export class ContentError extends Error {
  override name = 'ContentError';
  readonly status: 408 | 413;

  constructor(status: 408 | 413) {
    super(status === 413 ? 'the content is too large' : 'the content did not arrive in time');
    this.status = status;
  }
}

/**
 * The request's content as a stream of its own. undici destroys a body that it no longer needs, and
 * destroying the request itself would close the client's connection under an early answer. Fails
 * with a ContentError where the client exceeds the limits.
 */
export function contentOf(request: IncomingMessage): Transform {
  let sizeBytes = 0;
  const content = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > limits.contentBytes) done(new ContentError(413));
      else done(null, chunk);
    },
  });
  content.on('error', () => {}); // reaches the exchange as onResponseError
  // The rest of unwanted content is read and dropped, so that the connection stays usable.
  content.once('close', () => request.resume());
  watchProgress(request, content);
  return request.pipe(content);
}

/**
 * Only a client that keeps the balancer waiting times out; one that waits for the server does not.
 */
function watchProgress(request: IncomingMessage, content: Transform): void {
  const { socket } = request;
  const onTimeout = () => {
    if (content.writableNeedDrain) socket.setTimeout(limits.contentIdleTimeoutMs);
    else content.destroy(new ContentError(408));
  };
  socket.setTimeout(limits.contentIdleTimeoutMs);
  // With a listener, Node does not close the connection itself.
  request.on('timeout', onTimeout);
  request.once('end', () => {
    request.off('timeout', onTimeout);
    socket.setTimeout(0);
  });
}
