import { isDuplicate } from '../../db/errors.ts';
import { type Db, query } from '../../db/pool.ts';
import { rfc3339 } from '../../db/rfc3339.ts';
import { type Loaded, loadView } from '../cache/load.ts';
import { Problem } from '../http/problem.ts';
import type { Credential, NewUser, User } from './schema.ts';

export const sessionDays = 30;

/** The id for a user who is about to be inserted. A write locks its users by id. */
export async function nextUserId(db: Db): Promise<string> {
  const rows = await query<{ id: string }>(
    db,
    { name: 'next_user_id', text: `select nextval(pg_get_serial_sequence('users', 'id')) as id` },
    [],
  );
  return rows[0]!.id;
}

export interface UserToInsert extends Omit<NewUser, 'password'> {
  id: string;
  passwordHash: string;
  admin: boolean;
}

/** Inserts a user with an inbox; 409 where the address has an account already. */
export async function insertUser(db: Db, user: UserToInsert): Promise<User> {
  const { id, email, passwordHash, admin } = user;
  const name = user.name ?? email.slice(0, email.indexOf('@'));
  try {
    await query(db, statements.insertUser, [id, email, name, passwordHash, admin]);
  } catch (error) {
    if (isDuplicate(error, 'users_email_key')) {
      throw new Problem(409, 'There is an account with this address already.', {
        errors: [{ field: 'email', message: 'has an account already' }],
      });
    }
    throw error;
  }
  await query(db, statements.insertInbox, [id]);
  return { id, email, name };
}

/** The account of an address in lower case, or undefined. */
export async function selectUserByEmail(db: Db, email: string) {
  const rows = await query<User & { passwordHash: string; admin: boolean }>(
    db,
    statements.selectUserByEmail,
    [email],
  );
  return rows[0];
}

/** Makes an account an admin's. */
export async function updateAdmin(db: Db, userId: string): Promise<void> {
  await query(db, statements.updateAdmin, [userId]);
}

/** Inserts a session, and deletes the user's expired ones. */
export async function insertSession(db: Db, { userId, secretHash }: Credential): Promise<void> {
  await query(db, statements.deleteExpired, [userId]);
  await query(db, statements.insertSession, [secretHash, userId, sessionDays]);
}

/** Ends a session. One that has ended already is no error. */
export async function deleteSession(db: Db, { userId, secretHash }: Credential): Promise<void> {
  await query(db, statements.deleteSession, [secretHash, userId]);
}

/** Whom a credential lets in, and until when. The body is null if it is unknown or expired. */
export function selectSession(
  db: Db,
  { kind, userId, secretHash }: Credential,
): Promise<Loaded | undefined> {
  const statement = kind === 'session' ? statements.selectSession : statements.selectToken;
  return loadView(db, statement, [userId, secretHash]);
}

/** The user, as `Me`. */
export function selectMe(db: Db, userId: string): Promise<Loaded | undefined> {
  return loadView(db, statements.selectMe, [userId]);
}

/** The user's tokens, oldest first, without their secrets. */
export function selectTokens(db: Db, userId: string): Promise<Loaded | undefined> {
  return loadView(db, statements.selectTokens, [userId]);
}

/** Inserts a token by its hash; returns its id and time of creation (RFC 3339). */
export async function insertToken(db: Db, credential: Credential, name: string) {
  const { userId, secretHash } = credential;
  const rows = await query<{ id: string; createdAt: string }>(db, statements.insertToken, [
    userId,
    name,
    secretHash,
  ]);
  return rows[0]!;
}

/** Revokes a token; 404 where the user has no such token. */
export async function deleteToken(db: Db, userId: string, id: string): Promise<void> {
  const rows = await query(db, statements.deleteToken, [id, userId]);
  if (rows.length === 0) throw new Problem(404, 'There is no such token.');
}

const statements = {
  insertUser: {
    name: 'insert_user',
    text: `insert into users (id, email, name, password_hash, admin) values ($1, $2, $3, $4, $5)`,
  },
  insertInbox: {
    name: 'insert_inbox',
    text: `insert into lists (user_id, name, inbox, position) values ($1, 'Inbox', true, 0)`,
  },
  selectUserByEmail: {
    name: 'select_user_by_email',
    text: `
      select id, email, name, admin, password_hash as "passwordHash" from users where email = $1`,
  },
  updateAdmin: {
    name: 'update_admin',
    text: 'update users set admin = true where id = $1',
  },
  deleteExpired: {
    name: 'delete_expired_sessions',
    text: 'delete from sessions where user_id = $1 and expires_at < now()',
  },
  insertSession: {
    name: 'insert_session',
    text: `
      insert into sessions (secret_hash, user_id, expires_at)
      values (decode($1, 'hex'), $2, now() + make_interval(days => $3))`,
  },
  deleteSession: {
    name: 'delete_session',
    text: `delete from sessions where secret_hash = decode($1, 'hex') and user_id = $2`,
  },
  selectSession: {
    name: 'select_session',
    text: `
      select u.version, (
        select json_build_object('admin', u.admin, 'expiresAt', ${rfc3339('s.expires_at')})
        from sessions s
        where s.user_id = u.id and s.secret_hash = decode($2, 'hex') and s.expires_at > now()
      )::text as body
      from users u where u.id = $1`,
  },
  selectToken: {
    name: 'select_token',
    text: `
      select u.version, (
        select json_build_object('admin', u.admin, 'expiresAt', null)
        from tokens t where t.user_id = u.id and t.secret_hash = decode($2, 'hex')
      )::text as body
      from users u where u.id = $1`,
  },
  selectMe: {
    name: 'select_me',
    text: `
      select version, json_build_object(
        'id', id::text, 'email', email, 'name', name, 'admin', admin)::text as body
      from users where id = $1`,
  },
  selectTokens: {
    name: 'select_tokens',
    text: `
      select u.version, json_build_object('tokens', (
        select coalesce(json_agg(json_build_object(
          'id', t.id, 'name', t.name, 'createdAt', ${rfc3339('t.created_at')}) order by t.id), '[]')
        from tokens t where t.user_id = u.id))::text as body
      from users u where u.id = $1`,
  },
  insertToken: {
    name: 'insert_token',
    text: `
      insert into tokens (user_id, name, secret_hash) values ($1, $2, decode($3, 'hex'))
      returning id, ${rfc3339('created_at')} as "createdAt"`,
  },
  deleteToken: {
    name: 'delete_token',
    text: 'delete from tokens where id = $1 and user_id = $2 returning id',
  },
};
