import { STATUS_CODES } from 'node:http';

/** The media type of RFC 9457. */
export const problemType = 'application/problem+json';

/**
 * An answer that the balancer gives itself: `status` with an RFC 9457 body. `headers` is a flat list
 * of names and values as `ServerResponse.writeHead` takes it.
 */
export interface Problem {
  status: number;
  detail: string;
  headers?: string[];
}

/** The body of `problem` as JSON; `instance` is the path that was asked for. */
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

/** No server had the request, and it was the balancer that had no means left to reach one. */
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
