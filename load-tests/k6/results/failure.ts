import type { Response } from 'k6/http';
import { parseCacheStatus } from './cache-status.ts';

/**
 * What can be wrong with an answer: no answer in time, a closed port, another failure of the
 * connection; a server's error, a refusal, another wrong status; missing headers; another body than
 * requested.
 */
export const failures = [
  'timeout',
  'refused',
  'connection',
  '5xx',
  '4xx',
  'status',
  'header',
  'body',
] as const;
export type Failure = (typeof failures)[number];

export interface Expected {
  status: number;
  /** Whether it is cacheable: its headers must then say what the cache did. */
  cacheable: boolean;
  /** Whether the body of an otherwise right answer is what was requested. */
  isRight: () => boolean;
}

type Answer = Pick<Response, 'status' | 'error_code' | 'headers'>;

/** Returns what is wrong with the answer; undefined where nothing is. */
export function failureOf(answer: Answer, expected: Expected): Failure | undefined {
  const { status, headers } = answer;
  const failure = connectionFailure(answer);
  if (failure) return failure;
  if (status >= 500) return '5xx';
  if (status >= 400) return '4xx';
  if (status !== expected.status) return 'status';
  if (!headers['X-Served-By']) return 'header';
  if (expected.cacheable && !parseCacheStatus(headers['Cache-Status'])) return 'header';
  return expected.isRight() ? undefined : 'body';
}

// k6's codes: https://grafana.com/docs/k6/latest/javascript-api/error-codes/
const timeouts = [1050, 1211];
const refused = 1212;
const firstOfStatus = 1400;

function connectionFailure({ status, error_code }: Answer): Failure | undefined {
  if (timeouts.includes(error_code)) return 'timeout';
  if (error_code === refused) return 'refused';
  return status === 0 || (error_code > 0 && error_code < firstOfStatus) ? 'connection' : undefined;
}
