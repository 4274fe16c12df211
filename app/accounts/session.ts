import type { RequestHandler, Response } from 'express';
import type { Pool } from '../../db/pool.ts';
import type { Cache } from '../cache/cache.ts';
import type { Reading } from '../cache/read.ts';
import { Problem } from '../http/problem.ts';
import { startTiming } from '../observability/timing.ts';
import { type Credential, credentialOf } from './credential.ts';
import { selectSession } from './queries.ts';

/** Who is signed in, for the length of one request. */
export interface Session {
  userId: string;
  admin: boolean;
  credential: Credential;
  /** For this user's further reads. */
  reading: Reading;
}

/** Lets in whoever shows a valid session or token, and answers 401 to everyone else. */
export function authenticate(cache: Cache, pool: Pool): RequestHandler {
  return async (req, res, next) => {
    const credential = credentialOf(req);
    const reading = credential && cache.reading(credential.userId, res.locals.timing);
    const session = reading && (await findSession({ cache, pool, credential, reading }));
    if (!session) {
      throw new Problem(401, 'Please sign in.', { headers: { 'WWW-Authenticate': 'Bearer' } });
    }
    res.locals.session = session;
    next();
  };
}

/** Whether a credential that was valid still is, by a read of its own. */
export async function isStillValid(cache: Cache, pool: Pool, credential: Credential) {
  const reading = cache.reading(credential.userId, startTiming());
  return (await findSession({ cache, pool, credential, reading })) !== undefined;
}

/** The session of a request behind `authenticate`. */
export function sessionOf(res: Response): Session {
  const { session } = res.locals;
  if (!session) throw new Error('this route is not behind authenticate');
  return session;
}

/** Answers 403 to everyone but admins. */
export const requireAdmin: RequestHandler = (_req, res, next) => {
  if (!sessionOf(res).admin) throw new Problem(403, 'This is for admins only.');
  next();
};

interface Search {
  cache: Cache;
  pool: Pool;
  credential: Credential;
  reading: Reading;
}

/**
 * The session is a view of its user like any other, so what ends it (signing out, a revoked token)
 * ends it on every server at once. One that doesn't exist has no body, and so is never cached.
 */
async function findSession({ cache, pool, credential, reading }: Search) {
  const view = `${credential.kind}:${credential.secretHash}`;
  const { body } = await cache.read(reading, view, () => selectSession(pool, credential));
  if (!body) return undefined;
  const { admin, expiresAt } = contentOf(body);
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) return undefined;
  return { userId: credential.userId, admin, credential, reading } satisfies Session;
}

interface Content {
  admin: boolean;
  /** RFC 3339; null for a token, which doesn't expire. */
  expiresAt: string | null;
}

/** What was parsed of bodies that node-cache holds: the same one comes with every request of a session. */
const contents = new WeakMap<Buffer, Content>();

function contentOf(body: Buffer): Content {
  const known = contents.get(body);
  if (known) return known;
  const content: Content = JSON.parse(body.toString());
  contents.set(body, content);
  return content;
}
