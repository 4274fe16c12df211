import exec from 'k6/execution';
import http, { type RefinedResponse } from 'k6/http';
import { seededEmail, seededPassword } from './seeded-accounts.ts';
import { settings } from './settings.ts';

/** A server has only so many password checks under way or waiting. */
const atOnce = 10;

/**
 * Signs in each account once, for all virtual users: a run measures the app and its cache, not the
 * password hash. Returns the Cookie header of each account. Ends the run where an account is missing.
 */
export function signInAll(users: number): string[] {
  const cookies: string[] = [];
  while (cookies.length < users) {
    const numbers = Array.from(
      { length: Math.min(atOnce, users - cookies.length) },
      (_, index) => cookies.length + index + 1,
    );
    const answers = http.batch(numbers.map(signInRequest));
    answers.forEach((answer, index) => {
      cookies.push(cookieOf(answer, numbers[index] as number));
    });
  }
  return cookies;
}

function signInRequest(number: number) {
  return {
    method: 'POST',
    url: `${settings.baseUrl}/api/session`,
    body: JSON.stringify({ email: seededEmail(number), password: seededPassword }),
    params: {
      headers: { 'Content-Type': 'application/json' },
      tags: { name: 'sign in' },
      jar: new http.CookieJar(),
    },
  };
}

function cookieOf(answer: RefinedResponse<'text'>, number: number): string {
  if (answer.status === 0) exec.test.abort(`${settings.baseUrl} can't be reached: ${answer.error}`);
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
