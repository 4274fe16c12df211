import assert from 'node:assert/strict';
import { STATUS_CODES } from 'node:http';
import type { FieldError } from '../app/http/problem.ts';

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  errors?: FieldError[];
}

/** The body of an answer that must be a problem of this status, in the form and with the headers of all. */
export async function problemOf(response: Response, status: number): Promise<ProblemBody> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json\b/);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const body = JSON.parse(text) as ProblemBody;
  assert.equal(body.type, 'about:blank');
  assert.equal(body.title, STATUS_CODES[status]);
  assert.equal(body.status, status);
  assert.ok(body.detail);
  assert.equal(body.instance, `/requests/${response.headers.get('x-request-id')}`);
  return body;
}

/** The fields that a 422 names. */
export async function badFieldsOf(response: Response): Promise<string[]> {
  const { errors } = await problemOf(response, 422);
  assert.ok(errors && errors.length > 0, 'a 422 names its fields');
  for (const { message } of errors) assert.ok(message);
  return errors.map(({ field }) => field);
}

/** The JSON of an answer that must have this status. */
export async function jsonOf<T>(response: Response, status = 200): Promise<T> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text) as T;
}
