import { counted, number } from '../numbers.ts';

/** The figures that decide whether a run is valid. */
export interface Health {
  droppedIterations: number;
  failedRequests: number;
  requests: number;
}

/** Of the requests. */
const mostErrors = 0.001;

/**
 * Reasons why a run is invalid; empty if it is valid. A missed rate, or errors, make it another
 * run.
 */
export function reasonsAgainst({ droppedIterations, failedRequests, requests }: Health): string[] {
  if (requests === 0) return ['made no request'];
  const reasons: string[] = [];
  if (droppedIterations > 0) reasons.push(`dropped ${counted(droppedIterations, 'iteration')}`);
  const part = failedRequests / requests;
  if (part > mostErrors) {
    const failed = `${counted(failedRequests, 'request')} failed`;
    reasons.push(`${failed} (${number(part * 100)} %, over ${number(mostErrors * 100)} %)`);
  }
  return reasons;
}
