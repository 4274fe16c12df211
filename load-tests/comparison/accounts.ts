import type { Account } from '../k6/traffic/account.ts';
import { seededEmail, seededPassword } from '../seed/accounts.ts';

/** A server limits password checks under way and waiting; see app/accounts/password.ts. */
const atOnce = 10;
const todosEach = 20;

/** Signs in the seeded accounts once for all runs, so that no run measures a password hash. */
export async function openAccounts(baseUrl: string, users: number): Promise<Account[]> {
  const accounts: Account[] = [];
  while (accounts.length < users) {
    const count = Math.min(atOnce, users - accounts.length);
    const first = accounts.length + 1;
    const opened = Array.from({ length: count }, (_, index) => open(baseUrl, first + index));
    accounts.push(...(await Promise.all(opened)));
  }
  return accounts;
}

async function open(baseUrl: string, number: number): Promise<Account> {
  const credentials = { email: seededEmail(number), password: seededPassword };
  const cookie = await signIn(baseUrl, credentials);
  const { lists } = await get<{ lists: { id: string }[] }>(`${baseUrl}/api/lists`, cookie);
  const page = `${baseUrl}/api/todos?limit=${todosEach}`;
  const { todos } = await get<{ todos: { id: string }[] }>(page, cookie);
  return { cookie, lists: lists.map(({ id }) => id), todos: todos.map(({ id }) => id) };
}

/** Signs in, or up where `name` is given; returns the Cookie header. */
export async function signIn(
  baseUrl: string,
  credentials: { email: string; password: string; name?: string },
): Promise<string> {
  const answer = await fetch(`${baseUrl}/api/${credentials.name ? 'users' : 'session'}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  if (!answer.ok) throw new Error(`${credentials.email}: ${answer.status} ${await answer.text()}`);
  await answer.body?.cancel();
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function get<Body>(url: string, cookie: string): Promise<Body> {
  const answer = await fetch(url, { headers: { cookie } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as Body;
}
