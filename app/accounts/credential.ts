import { hash, randomBytes } from 'node:crypto';
import type { Request } from 'express';

/**
 * What a client shows to be let in: the cookie of a session, or a token. Both carry the user's id
 * in front of their secret, so that the user's pointer can be read before anything is known of the
 * secret; of which the database keeps only the hash. 256 random bits need no slow hash.
 */
export interface Credential {
  kind: 'session' | 'token';
  userId: string;
  /** SHA-256 of the secret, in hex. */
  secretHash: string;
}

export const cookieName = 'trio_session';

const secretBytes = 32;
/** One writing only of each id: another one would be another key of the cache, which no write invalidates. */
const form = /^([1-9]\d{0,17})\.([\w-]{43})$/;

/** Makes the text of a new credential, to be shown once, and what to keep of it. */
export function createCredential(
  kind: Credential['kind'],
  userId: string,
): Credential & { text: string } {
  const secret = randomBytes(secretBytes).toString('base64url');
  const text = `${kind === 'token' ? 'trio_' : ''}${userId}.${secret}`;
  return { kind, userId, secretHash: hashOf(secret), text };
}

/** The credential of a request, or undefined where there is none or none that could be ours. */
export function credentialOf(req: Request): Credential | undefined {
  const { authorization } = req.headers;
  if (authorization !== undefined) {
    const token = /^Bearer +trio_(\S+) *$/i.exec(authorization)?.[1];
    return token === undefined ? undefined : parseCredential('token', token);
  }
  const cookie = cookieOf(req.headers.cookie ?? '');
  return cookie === undefined ? undefined : parseCredential('session', cookie);
}

function parseCredential(kind: Credential['kind'], text: string): Credential | undefined {
  const [, userId, secret] = form.exec(text) ?? [];
  if (userId === undefined || secret === undefined) return undefined;
  return { kind, userId, secretHash: hashOf(secret) };
}

function cookieOf(header: string): string | undefined {
  for (const pair of header.split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === cookieName) return value;
  }
  return undefined;
}

function hashOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}
