import { type CookieOptions, type Request, type Response, Router } from 'express';
import type { Pool } from '../../db/pool.ts';
import type { Cache } from '../cache/cache.ts';
import { idOf, parse } from '../http/parse.ts';
import { Problem } from '../http/problem.ts';
import { startTiming } from '../observability/timing.ts';
import { limitSignIns } from './limit.ts';
import { hashPassword, verifyPassword } from './password.ts';
import * as queries from './queries.ts';
import { Credentials, NewToken, NewUser, type User } from './schema.ts';
import {
  answerView,
  authenticate,
  cookieName,
  createCredential,
  credentialOf,
  isStillValid,
  sessionOf,
} from './session.ts';

interface Dependencies {
  cache: Cache;
  pool: Pool;
}

/**
 * Signing up, in and out; who is signed in; API tokens. The account of `adminEmail` is an admin's
 * from the start.
 */
export function createAccountsRouter(
  { cache, pool }: Dependencies,
  adminEmail: string | undefined,
): Router {
  const router = Router();
  const signedIn = authenticate({ cache, pool });

  router.post('/users', async (req, res) => {
    const { password, ...given } = parse(NewUser, req.body);
    const passwordHash = await hashPassword(password);
    const id = await queries.nextUserId(pool);
    const credential = createCredential('session', id);
    const admin = given.email === adminEmail;
    const user = await cache.write({ userIds: [id], timing: res.locals.timing }, async ({ db }) => {
      const inserted = await queries.insertUser(db, { ...given, id, passwordHash, admin });
      await queries.insertSession(db, credential);
      return inserted;
    });
    sendSignedIn(req, res, user, credential.text);
  });

  router.post('/session', limitSignIns(), async (req, res) => {
    const { email, password } = parse(Credentials, req.body);
    const found = await queries.selectUserByEmail(pool, email);
    if (!(await verifyPassword(found?.passwordHash, password)) || !found) {
      throw new Problem(401, 'The address or the password is wrong.');
    }
    const { id, name } = found;
    const credential = createCredential('session', id);
    await cache.write({ userIds: [id], timing: res.locals.timing }, ({ db }) =>
      queries.insertSession(db, credential),
    );
    sendSignedIn(req, res, { id, email, name }, credential.text);
  });

  router.delete('/session', async (req, res) => {
    const credential = credentialOf(req);
    // Only the holder of a session may end it: a write invalidates the user's cached data.
    if (credential?.kind === 'session' && (await isStillValid({ cache, pool }, credential))) {
      const { userId } = credential;
      const writer = { userIds: [userId], timing: res.locals.timing, revokes: true };
      await cache.write(writer, ({ db }) => queries.deleteSession(db, credential));
    }
    res.clearCookie(cookieName, cookieOptions(req)).status(204).end();
  });

  const answer = answerView({ cache, pool });
  router.get(
    '/me',
    answer((_req, userId) => ({ name: 'me', load: () => queries.selectMe(pool, userId) })),
  );

  router.get(
    '/tokens',
    answer((_req, userId) => ({ name: 'tokens', load: () => queries.selectTokens(pool, userId) })),
  );

  router.post('/tokens', signedIn, async (req, res) => {
    const { userId } = sessionOf(res);
    const { name } = parse(NewToken, req.body);
    const credential = createCredential('token', userId);
    const { id, createdAt } = await cache.write(
      { userIds: [userId], timing: res.locals.timing },
      ({ db }) => queries.insertToken(db, credential, name),
    );
    res.status(201).set('Cache-Control', 'no-store');
    res.json({ id, name, createdAt, token: credential.text });
  });

  router.delete('/tokens/:id', signedIn, async (req, res) => {
    const { userId } = sessionOf(res);
    const id = idOf(req);
    const writer = { userIds: [userId], timing: res.locals.timing, revokes: true };
    await cache.write(writer, ({ db }) => queries.deleteToken(db, userId, id));
    res.status(204).end();
  });

  return router;
}

/** Makes the account of an address an admin's, if there is one and it isn't yet. */
export async function grantAdmin({ cache, pool }: Dependencies, email: string): Promise<void> {
  const user = await queries.selectUserByEmail(pool, email);
  if (!user || user.admin) return;
  await cache.write({ userIds: [user.id], timing: startTiming() }, ({ db }) =>
    queries.updateAdmin(db, user.id),
  );
}

function sendSignedIn(req: Request, res: Response, user: User, cookie: string): void {
  const maxAge = queries.sessionDays * 24 * 60 * 60 * 1_000;
  res.cookie(cookieName, cookie, { ...cookieOptions(req), maxAge, encode: String });
  res.status(201).set('Cache-Control', 'no-store').json(user);
}

function cookieOptions(req: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', secure: req.secure, path: '/' };
}
