import type { Operation } from './operation.ts';
import type { Reply } from './requests.ts';

type Asked = Pick<Operation, 'is' | 'what' | 'user' | 'via'>;
type Answered = Pick<Operation, 'version' | 'values'>;

/** A request and its reply, as the history keeps them. */
export function operationOf(asked: Asked, reply: Reply, answered: Answered): Operation {
  const { startMs, endMs, outcome, status, headers, body } = reply;
  const cacheStatus = status === 0 ? String(body) : textOf(headers['cache-status']);
  const servedBy = textOf(headers['x-served-by']);
  return { ...asked, startMs, endMs, outcome, status, servedBy, cacheStatus, ...answered };
}

function textOf(header: string | string[] | undefined): string {
  return [header ?? ''].flat().join(', ');
}
