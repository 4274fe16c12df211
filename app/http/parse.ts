import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { type FieldError, Problem } from './problem.ts';

/** A body may be wrong in a hundred thousand places. A 422 names at most this many. */
const maxErrors = 20;

/** Parses input by its schema, or throws a 422 that names the bad fields. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const result = schema.safeParse(input, { error: messageOf });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldErrors).slice(0, maxErrors);
  const detail = errors.map(({ field, message }) => `${field || 'the body'} ${message}`).join('; ');
  throw new Problem(422, detail, { errors });
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The `:id` of a request's path, in lower case; 404 where it can't be the id of anything. */
export function idOf(req: Request): string {
  const id = String(req.params.id).toLowerCase();
  if (!uuid.test(id)) throw new Problem(404, 'There is no such thing.');
  return id;
}

const methodsWithContent = new Set(['POST', 'PATCH', 'PUT']);

/**
 * Reads a JSON body of at most 1 MB into `req.body`. Answers 415 to other content types, which also
 * keeps other sites' forms out: a browser asks before it sends JSON across origins.
 */
export const readJson: RequestHandler = (req, res, next) => {
  if (!methodsWithContent.has(req.method)) return next();
  if (!req.is('application/json')) {
    throw new Problem(415, 'The body must be JSON (Content-Type: application/json).');
  }
  parseJson(req, res, next);
};

const parseJson = express.json({ limit: '1mb', inflate: false, verify: requireUtf8 });

/** RFC 8259, 8.1. Express' parser takes other encodings, and replaces bytes that are not UTF-8. */
function requireUtf8(
  _req: IncomingMessage,
  _res: ServerResponse,
  body: Buffer,
  encoding: string,
): void {
  if (encoding !== 'utf-8') throw new Problem(415, 'The body must be JSON in UTF-8.');
  if (!isUtf8(body)) throw new Problem(400, 'The body is not UTF-8.');
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const field = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [{ field, message: issue.message }];
  return issue.keys.map((key) => ({
    field: [field, key].filter(Boolean).join('.'),
    message: 'is not known here',
  }));
}

/**
 * What is wrong with a field, in words for the sender: "must have at least 8 characters". Undefined
 * where the schema has a message of its own, or zod's is as good.
 */
function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return bound('at least', issue.origin, issue.minimum);
    case 'too_big':
      return bound('at most', issue.origin, issue.maximum);
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be an id' : undefined;
    default:
      return undefined;
  }
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const units: Record<string, string> = { string: ' characters', array: ' entries' };

function bound(words: string, origin: string, limit: number | bigint): string {
  const unit = units[origin];
  return unit ? `must have ${words} ${limit}${unit}` : `must be ${words} ${limit}`;
}
