import { z } from 'zod';
import { text } from '../http/fields.ts';

/** The addresses that browsers accept in `<input type=email>` (WHATWG HTML, 4.10.5.1.5). */
export const email = z
  .email({ pattern: z.regexes.html5Email, error: 'must be an email address' })
  .max(254)
  .transform((value) => value.toLowerCase());

/** 8 to 1,024 characters. NIST SP 800-63B: length is what counts. The maximum bounds the work. */
const password = z.string().min(8).max(1024);

export const NewUser = z.strictObject({
  email,
  password,
  name: text({ min: 1, max: 100 }).optional(),
});

export const Credentials = z.strictObject({ email, password: z.string().max(1024) });

export const NewToken = z.strictObject({ name: text({ min: 1, max: 100 }) });

export const User = z.object({ id: z.string(), email: z.string(), name: z.string() });
export const Me = User.extend({ admin: z.boolean() });
export const Token = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
});
export const TokenWithSecret = Token.extend({ token: z.string() });

export type User = z.infer<typeof User>;
export type Me = z.infer<typeof Me>;
export type Token = z.infer<typeof Token>;
export type TokenWithSecret = z.infer<typeof TokenWithSecret>;
export type NewUser = z.infer<typeof NewUser>;
export type Credentials = z.infer<typeof Credentials>;
export type NewToken = z.infer<typeof NewToken>;

/**
 * What a client authenticates with: the cookie of a session, or a token. Both carry the user's id
 * in front of their secret, so that the user's pointer can be read before the secret is checked.
 * The database keeps only a hash of the secret: 256 random bits need no slow hash.
 */
export interface Credential {
  kind: 'session' | 'token';
  userId: string;
  /** SHA-256 of the secret, in hex. */
  secretHash: string;
}
