import type { Response } from 'k6/http';
import { Counter, Rate, Trend } from 'k6/metrics';
import { outcomeOf } from './cache-status.ts';

/** The parts of the API that scenarios read and the cache can answer. */
export const routes = ['me', 'lists', 'summary', 'today', 'list', 'todo', 'search'] as const;
export type Route = (typeof routes)[number];

/** Names that X-Served-By may show; k6 keeps apart only what was named before the run. */
export const servers = Array.from({ length: 20 }, (_, index) => `app-${index + 1}`);

const hits = new Rate('trio_hits');
const readTime = new Trend('trio_read_time', true);
const writeTime = new Trend('trio_write_time', true);
const served = new Counter('trio_served');
const errors = new Rate('trio_errors');

/** Counts the answer to a cacheable read. */
export function countRead(route: Route, answer: Response): void {
  const outcome = outcomeOf(answer.headers['Cache-Status']);
  countAnswer(answer, outcome !== undefined && (answer.status === 200 || answer.status === 304));
  if (!outcome) return;
  hits.add(outcome === 'hit', { route });
  readTime.add(answer.timings.duration, { route, outcome });
}

/** Counts the answer to a write, which is to have this status. */
export function countWrite(answer: Response, status: number): void {
  countAnswer(answer, answer.status === status);
  writeTime.add(answer.timings.duration);
}

function countAnswer(answer: Response, isRight: boolean): void {
  errors.add(!isRight);
  served.add(1, { server: answer.headers['X-Served-By'] ?? 'nobody' });
  if (!isRight) {
    console.error(`${answer.request.method} ${answer.url}: ${answer.status} ${answer.error}`);
  }
}
