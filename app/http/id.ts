import type { Request } from 'express';
import { Problem } from './problem.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The `:id` of a request's path, in lower case; 404 where it can't be the id of anything. */
export function idOf(req: Request): string {
  const id = String(req.params.id).toLowerCase();
  if (!uuid.test(id)) throw new Problem(404, 'There is no such thing.');
  return id;
}
