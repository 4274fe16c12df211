import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit';
import { Problem } from '../http/problem.ts';

const windowMs = 60_000;

/** Maximum of failed sign-ins in a window, at each server. Above any person's typing errors. */
const failuresPerAccount = 10;
const failuresPerAddress = 100;

/**
 * Slows down guessing: too many failed sign-ins for one account, or from one network address, are
 * answered 429 until the window has passed. Only a wrong password counts, once it is known to be
 * wrong, so load tests and offices behind one address are not affected. Attempts under way at once
 * come on top; `password.ts` limits those.
 */
export function limitSignIns(): RequestHandler {
  const failures = new MemoryStore();
  failures.init({ windowMs } as Options);
  return async (req, res, next) => {
    const limits = limitsOf(req);
    for (const [key, most] of limits) {
      const { totalHits = 0, resetTime } = (await failures.get(key)) ?? {};
      const waitMs = (resetTime?.getTime() ?? 0) - Date.now();
      if (totalHits >= most && waitMs > 0) throw tooMany(waitMs);
    }
    res.once('finish', () => {
      if (res.statusCode !== 401) return;
      for (const [key] of limits) void failures.increment(key);
    });
    next();
  };
}

function limitsOf(req: Request): Array<[key: string, most: number]> {
  const email: unknown = (req.body as { email?: unknown } | undefined)?.email;
  const account = typeof email === 'string' ? email.toLowerCase().slice(0, 254) : '';
  return [
    [`address ${ipKeyGenerator(req.ip ?? '')}`, failuresPerAddress],
    [`account ${account}`, failuresPerAccount],
  ];
}

function tooMany(waitMs: number): Problem {
  return new Problem(429, 'Too many failed sign-ins. Please try again in a minute.', {
    headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
  });
}
