import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http, { type RefinedParams, type RefinedResponse } from 'k6/http';
import { seededEmail, seededPassword } from '../../seed/accounts.ts';
import { refuse, settings } from '../settings/settings.ts';
import type { Account } from './account.ts';

/** A server limits password checks under way and waiting. */
const atOnce = 10;
/** Each virtual user unpacks its own copy of all accounts when it makes its first visit. */
const todosEach = 20;

const { accountsFile, baseUrl } = settings;

// Shared, because each virtual user would have a copy of its own otherwise.
const fromFile = accountsFile ? new SharedArray<Account>('accounts', readFile) : undefined;

/** How many accounts take part. */
export const accountCount = fromFile ? Math.min(fromFile.length, settings.users) : settings.users;

/** k6 calls it once, before the run, and passes the result to every visit. */
export function setup(): Account[] {
  return openAccounts(accountCount);
}

/** Signs in the seeded accounts; none where a file holds sessions. */
export function openAccounts(count: number): Account[] {
  return fromFile ? [] : signInAll(count);
}

/** The account of this index, from the file or from what `setup` returned. */
export function accountAt(signedIn: Account[], index: number): Account {
  const account = fromFile?.[index] ?? signedIn[index];
  if (!account) throw new Error(`there is no account ${index}`);
  return account;
}

function readFile(): Account[] {
  const accounts = JSON.parse(open(accountsFile as string));
  if (Array.isArray(accounts) && accounts.length > 0) return accounts;
  return refuse('ACCOUNTS_FILE', 'must hold a JSON array of accounts');
}

/**
 * Signs in each account once for all virtual users: a run measures the app and its cache, not the
 * password hash. Aborts the run where an account is missing.
 */
function signInAll(users: number): Account[] {
  const accounts: Account[] = [];
  while (accounts.length < users) {
    const count = Math.min(atOnce, users - accounts.length);
    const numbers = Array.from({ length: count }, (_, index) => accounts.length + index + 1);
    const cookies = http
      .batch(numbers.map(signInRequest))
      .map((answer, index) => cookieOf(answer, numbers[index] as number));
    const lists = idsOf('lists', '/api/lists', cookies);
    const todos = idsOf('todos', `/api/todos?limit=${todosEach}`, cookies);
    cookies.forEach((cookie, index) => {
      accounts.push({ cookie, lists: lists[index] ?? [], todos: todos[index] ?? [] });
    });
  }
  return accounts;
}

function signInRequest(number: number) {
  return {
    method: 'POST',
    url: `${baseUrl}/api/session`,
    body: JSON.stringify({ email: seededEmail(number), password: seededPassword }),
    params: {
      headers: { 'Content-Type': 'application/json' },
      tags: { name: 'sign in' },
      jar: new http.CookieJar(),
    },
  };
}

function cookieOf(answer: RefinedResponse<'text'>, number: number): string {
  if (answer.status === 0) exec.test.abort(`${baseUrl} can't be reached: ${answer.error}`);
  if (answer.status === 401) {
    exec.test.abort(
      `there is no account ${seededEmail(number)}: npm run seed -- --users ${settings.users}`,
    );
  }
  if (answer.status !== 201) {
    exec.test.abort(`signing in ${seededEmail(number)}: ${answer.status} ${answer.body}`);
  }
  return Object.values(answer.cookies)
    .flat()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

/** The ids of what is listed under this name, for each session. */
function idsOf(name: string, path: string, cookies: string[]): string[][] {
  const requests = cookies.map((cookie) => {
    const params: RefinedParams<'text'> = {
      headers: { Cookie: cookie },
      tags: { name: 'accounts' },
    };
    return { method: 'GET', url: baseUrl + path, params };
  });
  return http.batch(requests).map((answer) => {
    if (answer.status !== 200) exec.test.abort(`${answer.url}: ${answer.status} ${answer.error}`);
    return answer.json(`${name}.#.id`) as string[];
  });
}
