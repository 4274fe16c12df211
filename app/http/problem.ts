import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { isBadValue, isUnavailable } from '../../db/errors.ts';
import { BusyError } from '../cache/busy-error.ts';
import { describe, log } from '../observability/log.ts';

export interface FieldError {
  field: string;
  message: string;
}

interface ProblemOptions {
  errors?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/**
 * An answer that is an error (RFC 9457). Throw it from anywhere within a request. `detail` is for
 * the person who reads it; `errors` names the bad fields of a 422.
 */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** Answers 404 to what no route has answered. */
export const notFound: RequestHandler = (req) => {
  throw new Problem(404, `There is nothing at ${req.method} ${req.baseUrl}${req.path}.`);
};

/**
 * The one place where errors become answers. An unexpected error is answered with a bare 500 and
 * logged with the request's id; its details stay here.
 */
export const answerProblem: ErrorRequestHandler = (error, req, res, _next) => {
  const problem = toProblem(error);
  if (problem.status >= 500) {
    log('error', 'request failed', {
      requestId: res.locals.requestId,
      request: `${req.method} ${req.path}`,
      status: problem.status,
      ...describe(problem.cause ?? problem),
    });
  }
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res
    .status(problem.status)
    .set(problem.headers)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: STATUS_CODES[problem.status],
        status: problem.status,
        detail: problem.message,
        instance: `/requests/${res.locals.requestId}`,
        errors: problem.errors,
      }),
    );
};

const retrySoon = { 'Retry-After': '1' };

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BusyError) {
    return new Problem(503, error.message, error.retrySoon ? { headers: retrySoon } : {});
  }
  if (isUnavailable(error)) {
    const detail = "The database can't be reached. Please try again in a moment.";
    return new Problem(503, detail, { headers: retrySoon, cause: error });
  }
  if (isBadValue(error)) return new Problem(422, 'A value is outside of what can be stored.');
  const status = clientErrorOf(error);
  if (status) return new Problem(status, clientErrors[status] ?? 'The request is malformed.');
  return new Problem(500, 'Something went wrong on our side.', { cause: error });
}

/** Express and its body parser mark a client's errors with a status of their own. */
function clientErrorOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

const clientErrors: Record<number, string> = {
  400: 'The request is not well formed: its body must be JSON, its address properly encoded.',
  413: 'The body is too large: 1 MB is the most.',
  415: 'The body must be JSON in UTF-8, not compressed.',
};
