import { errors } from 'undici';
import { ContentError } from './content.ts';
import { isOwnFault } from './own-fault.ts';
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
 * The answer to a request whose try failed for a reason that no server is to blame for: the client
 * broke a limit, the request can't be written as HTTP/1.1, or the balancer ran out of something.
 * Undefined where it is the server's failure.
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

/** The answer to a request that a server failed and that goes to no other. */
export function problemOfServer(error: Error, connected: boolean): Problem {
  if (!connected) return noServerUp;
  const inTime = !(error instanceof errors.HeadersTimeoutError || error instanceof ServerHangs);
  return inTime ? badGateway : gatewayTimeout;
}

/** Whether nothing listens at the server's address, so that the try cost nobody anything. */
export function isRefused(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNREFUSED';
}
