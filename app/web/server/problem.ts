/** What went wrong with one field of a form, as the server named it. */
export interface FieldError {
  field: string;
  message: string;
}

/**
 * A request that failed: the server's problem+json (RFC 9457), or `status` 0 where no answer came.
 * `retryAfterMs` is the server's Retry-After, if it sent one.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: readonly FieldError[];
  readonly retryAfterMs: number | undefined;

  constructor(status: number, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'ApiError';
    this.status = status;
    this.fields = details.fields ?? [];
    this.retryAfterMs = details.retryAfterMs;
  }
}

interface ErrorDetails {
  fields?: readonly FieldError[];
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** True for failures that pass by themselves: no answer, or a server that says "later". */
export function isTemporary(error: ApiError): boolean {
  return [0, 429, 502, 503, 504].includes(error.status);
}

/** The message for one field of a form, or undefined when nothing is wrong with it. */
export function fieldMessage(error: ApiError | undefined, field: string): string | undefined {
  const found = error?.fields.find((each) => each.field.split('.')[0] === field);
  return found && `${capitalized(found.message)}.`;
}

/** What to tell about the form as a whole, when no single field is to blame. */
export function formMessage(error: ApiError | undefined, fields: string[]): string | undefined {
  if (!error) return undefined;
  return fields.some((field) => fieldMessage(error, field)) ? undefined : error.message;
}

/** Reads the answer to a failed request. Never throws, whatever the body is. */
export function readProblem(response: Response, text: string): ApiError {
  const problem = parseObject(text);
  const message = problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  return new ApiError(response.status, message, {
    fields: Array.isArray(problem.errors) ? problem.errors : [],
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  });
}

/** RFC 9110, 10.2.3: seconds, or a date. */
export function retryAfterMs(header: string | null, nowMs = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

function parseObject(text: string): Partial<ProblemJson> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}

interface ProblemJson {
  title: string;
  detail: string;
  errors: FieldError[];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
