import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../http/problem.ts';

/** The library's enum exists for TypeScript's compiler only; type stripping leaves it out. */
const argon2id = 2;

/** 19 MiB, 2 passes, 1 lane: OWASP's Password Storage Cheat Sheet. */
const parameters = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Maximum of hashes under way, and of those that wait. A hash takes tens of milliseconds of a core;
 * without a limit, sign-ins alone could block the server. More are rejected.
 */
const atOnce = 2;
const waitingAtMost = 64;

/**
 * A hash that no password has. It is checked for unknown accounts, so that they take as long as
 * known ones.
 */
let decoy: Promise<string> | undefined;

let running = 0;
const waiting: Array<() => void> = [];

/** Returns an argon2id hash in PHC form. Throws a 429 where too many wait already. */
export function hashPassword(password: string): Promise<string> {
  return takeTurn(() => hash(password, parameters));
}

/** Whether the hash is the password's. Without a hash, false after the same time. */
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
    // Passed on directly, so that no newcomer takes it in between.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
