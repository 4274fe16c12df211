import { hash, randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Pool } from '../../db/pool.ts';
import type { Cache } from '../cache/cache.ts';
import type { Answer, View } from '../cache/read.ts';
import { isHeld, sendAnswer } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import { startTiming } from '../observability/timing.ts';
import { selectSession } from './queries.ts';
import type { Credential } from './schema.ts';

/** Who is signed in, for the length of one request. */
export interface Session {
  userId: string;
  admin: boolean;
  credential: Credential;
  /** In Unix ms; Infinity for a token, which doesn't expire. */
  expiresAtMs: number;
}

declare global {
  namespace Express {
    interface Locals {
      /** Set by `authenticate`. */
      session?: Session;
    }
  }
}

interface Dependencies {
  cache: Cache;
  pool: Pool;
}

/**
 * Answers a view of the signed-in user: session and view are read under one look at the pointer.
 * `viewOf` names the view that a request asks for. It runs once the session is known to be valid,
 * so 401 comes before any other error of the request.
 */
export function answerView({ cache, pool }: Dependencies) {
  return (viewOf: (req: Request, userId: string) => View): RequestHandler =>
    async (req, res) => {
      const credential = credentialOf(req);
      if (!credential) throw unauthorized();
      const reader = { userId: credential.userId, timing: res.locals.timing };
      const ifNoneMatch = req.headers['if-none-match'];
      const answer = await cache.read(reader, sessionView(pool, credential), (session) => {
        if (!contentOf(session)) throw unauthorized();
        const view = viewOf(req, credential.userId);
        if (ifNoneMatch === undefined) return view;
        return { ...view, isHeld: (version) => isHeld(ifNoneMatch, version, view.name) };
      });
      sendAnswer(req, res, answer);
    };
}

/** Lets in whoever shows a valid session or token, and answers 401 to everyone else. */
export function authenticate({ cache, pool }: Dependencies): RequestHandler {
  return async (req, res, next) => {
    const credential = credentialOf(req);
    if (!credential) throw unauthorized();
    const reader = { userId: credential.userId, timing: res.locals.timing };
    const content = contentOf(await cache.read(reader, sessionView(pool, credential)));
    if (!content) throw unauthorized();
    res.locals.session = { userId: credential.userId, credential, ...content };
    next();
  };
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

/** Whether a credential that was valid still is. */
export async function isStillValid(
  { cache, pool }: Dependencies,
  credential: Credential,
): Promise<boolean> {
  const reader = { userId: credential.userId, timing: startTiming() };
  return contentOf(await cache.read(reader, sessionView(pool, credential))) !== undefined;
}

export const cookieName = 'trio_session';

const secretBytes = 32;

/** Makes a credential: the text to show once, and what to keep of it. */
export function createCredential(
  kind: Credential['kind'],
  userId: string,
): Credential & { text: string } {
  const secret = randomBytes(secretBytes).toString('base64url');
  const text = `${kind === 'token' ? 'trio_' : ''}${userId}.${secret}`;
  return { kind, userId, secretHash: hash('sha256', secret, 'hex'), text };
}

/**
 * The id has one spelling only. Another one would be another key of the cache, which no write
 * invalidates.
 */
const form = /^([1-9]\d{0,17})\.([\w-]{43})$/;
const sessionCookie = new RegExp(`(?:^|;)\\s*${cookieName}=([^;]*?)\\s*(?:;|$)`);

/** The credential of a request; undefined where there is none, or none in Trio's form. */
export function credentialOf({ headers }: Request): Credential | undefined {
  const { authorization, cookie = '' } = headers;
  const text =
    authorization === undefined
      ? sessionCookie.exec(cookie)?.[1]
      : /^Bearer +trio_(\S+) *$/i.exec(authorization)?.[1];
  const [, userId, secret] = form.exec(text ?? '') ?? [];
  if (userId === undefined || secret === undefined) return undefined;
  const kind = authorization === undefined ? 'session' : 'token';
  return { kind, userId, secretHash: hash('sha256', secret, 'hex') };
}

/**
 * A session is a view of its user like any other, so whatever ends it (signing out, a revoked token)
 * ends it on every server at once. One that doesn't exist has no body, and so is never cached.
 */
function sessionView(pool: Pool, credential: Credential): View {
  return {
    name: `${credential.kind}:${credential.secretHash}`,
    load: () => selectSession(pool, credential),
  };
}

type Content = Pick<Session, 'admin' | 'expiresAtMs'>;

/** What was parsed of bodies in this process: the same Buffer comes with every request of a session. */
const contents = new WeakMap<Buffer, Content>();

/** What the answer says of a session; undefined where it is unknown or has expired. */
function contentOf({ body }: Answer): Content | undefined {
  if (!body) return undefined;
  let content = contents.get(body);
  if (!content) {
    const { admin, expiresAt } = JSON.parse(body.toString());
    content = { admin, expiresAtMs: expiresAt === null ? Infinity : Date.parse(expiresAt) };
    contents.set(body, content);
  }
  return Date.now() < content.expiresAtMs ? content : undefined;
}

function unauthorized(): Problem {
  return new Problem(401, 'Please sign in.', { headers: { 'WWW-Authenticate': 'Bearer' } });
}
