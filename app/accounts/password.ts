import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../http/problem.ts';

/** The library's enum is for TypeScript's compiler only, which Node's type stripping leaves out. */
const argon2id = 2;

/** 19 MiB, 2 passes, 1 lane: OWASP's Password Storage Cheat Sheet. */
const parameters = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * A hash takes tens of milliseconds of one core, so only so many may be under way or wait; more
 * than that are turned away, or sign-ins alone could keep the server from everything else.
 */
const atOnce = 2;
const waitingAtMost = 64;

/** A hash no password has: checked for unknown accounts, so that they take as long as known ones. */
let decoy: Promise<string> | undefined;

let running = 0;
const waiting: Array<() => void> = [];

/** An argon2id hash in PHC form. 429 where too many wait for theirs already. */
export function hashPassword(password: string): Promise<string> {
  return takeTurn(() => hash(password, parameters));
}

/** Whether the password is the one of the hash; without a hash, false after the same time. */
export function verifyPassword(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  return takeTurn(async () => {
    if (passwordHash !== undefined) return verify(passwordHash, password);
    decoy ??= hash('no account has this password', parameters);
    await verify(await decoy, password);
    return false;
  });
}

async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < atOnce) {
    running += 1;
  } else if (waiting.length < waitingAtMost) {
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    throw new Problem(429, 'Too many people are signing in at this moment. Please try again.', {
      headers: { 'Retry-After': '2' },
    });
  }
  try {
    return await work();
  } finally {
    // Handed on rather than given back, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
