import { errors } from 'undici';
import { ContentError } from './content.ts';
import {
  badGateway,
  contentTooLarge,
  contentTooSlow,
  gatewayTimeout,
  noServerUp,
  notForwardable,
  outOfResources,
  type Problem,
} from './problem.ts';

/** The server stopped answering its health checks while it had the request. */
export class ServerHangs extends Error {
  override name = 'ServerHangs';
}

/**
 * The answer where no server is to blame for a failed try: the client broke a limit, the request
 * can't be written as HTTP/1.1, or the balancer ran out of something. Undefined where the server
 * failed.
 */
export function problemOfOthers(error: Error): Problem | undefined {
  if (error instanceof ContentError) return error.status === 413 ? contentTooLarge : contentTooSlow;
  if (isOwnFault(error)) return outOfResources;
  const { InvalidArgumentError, NotSupportedError, RequestContentLengthMismatchError } = errors;
  const isRequestsFault =
    error instanceof InvalidArgumentError ||
    error instanceof NotSupportedError ||
    error instanceof RequestContentLengthMismatchError;
  return isRequestsFault ? notForwardable : undefined;
}

/** The answer where a server failed the request and no other may try it. */
export function problemOfServer(error: Error, connected: boolean): Problem {
  if (!connected) return noServerUp;
  const inTime = !(error instanceof errors.HeadersTimeoutError || error instanceof ServerHangs);
  return inTime ? badGateway : gatewayTimeout;
}

/** Whether nothing listens at the server's address. Such a try cost nothing. */
export function isRefused(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNREFUSED';
}

/** Codes of a connection that fails because this machine or process has run out of something. */
const codes = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EAGAIN']);

/** Whether the balancer itself could not connect. It is never held against a server. */
export function isOwnFault(error: NodeJS.ErrnoException): boolean {
  return error.code !== undefined && codes.has(error.code);
}
