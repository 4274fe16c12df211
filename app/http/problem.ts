import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { z } from 'zod';
import { isBadValue, isUnavailable } from '../../db/errors.ts';
import { describe, log } from '../observability/log.ts';
import { messageOf } from './field-message.ts';

export interface FieldError {
  field: string;
  message: string;
}

/**
 * An answer that is an error, as RFC 9457 describes it. Throw it from anywhere within a request.
 * `detail` is for the person who reads it; `errors` names the fields that are wrong (422).
 */
export class Problem extends Error {
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    detail: string,
    options: { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** A body may be wrong in a hundred thousand places; its sender is told of so many. */
const errorsAtMost = 20;

/** Parses what came in by its schema, or throws a 422 that names the bad fields. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const result = schema.safeParse(input, { error: messageOf });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldErrors).slice(0, errorsAtMost);
  const detail = errors.map(({ field, message }) => `${field || 'the body'} ${message}`).join('; ');
  throw new Problem(422, detail, { errors });
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const field = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [{ field, message: issue.message }];
  return issue.keys.map((key) => ({
    field: [field, key].filter(Boolean).join('.'),
    message: 'is not known here',
  }));
}

/** What no route answered. */
export const notFound: RequestHandler = (req) => {
  throw new Problem(404, `There is nothing at ${req.method} ${req.baseUrl}${req.path}.`);
};

/** The one place where errors become answers; what nobody expected is logged and kept to ourselves. */
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

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isUnavailable(error)) {
    return new Problem(503, "The database can't be reached. Please try again in a moment.", {
      headers: { 'Retry-After': '1' },
      cause: error,
    });
  }
  if (isBadValue(error)) return new Problem(422, 'A value is outside of what can be stored.');
  const status = clientErrorOf(error);
  if (status) return new Problem(status, clientErrors[status] ?? 'The request is malformed.');
  return new Problem(500, 'Something went wrong on our side.', { cause: error });
}

/** Express and its body parser mark what the client did wrong by a status of their own. */
function clientErrorOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

const clientErrors: Record<number, string> = {
  400: 'The request is not well formed: its body must be JSON, its address properly encoded.',
  413: 'The body is too large: 1 MB is the most.',
  415: 'The body must be JSON in UTF-8, not compressed.',
};
