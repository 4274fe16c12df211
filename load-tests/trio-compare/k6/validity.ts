import { counted, number } from '../numbers.ts';

/** What a run's own numbers say about whether it counts. */
export interface Health {
  droppedIterations: number;
  failedRequests: number;
  requests: number;
}

/** Of the requests. */
const mostErrors = 0.001;

/** Why a run doesn't count; empty if it does. A rate that wasn't held, or errors, make it another. */
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
