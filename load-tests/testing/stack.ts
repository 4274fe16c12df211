import type { TestContext } from 'node:test';
import type { Lab } from '../../app/lab/schema.ts';
import { adminEmail, signIn, signUp } from '../../testing/accounts.ts';
import { startStack, type TestStack } from '../../testing/stack.ts';
import type { Account } from '../k6/traffic/account.ts';
import { seededEmail, seededPassword } from '../seed/accounts.ts';
import { seed } from '../seed/main.ts';

/** A whole stack with so many seeded accounts; undefined where the test is skipped. */
export async function startSeededStack(
  t: TestContext,
  users: number,
): Promise<TestStack | undefined> {
  const stack = await startStack(t);
  if (stack) await seed(stack.databaseUrl, { users, todos: 60 });
  return stack;
}

/** Signs up as the admin; what is returned asks the Lab for what the servers have counted. */
export async function openLab(baseUrl: string): Promise<() => Promise<Lab>> {
  const { cookie } = await signUp(baseUrl, adminEmail);
  return () => getJson<Lab>(`${baseUrl}/api/lab`, cookie);
}

/** Signs seeded accounts in, which takes each two reads that the servers count. */
export async function openAccounts(baseUrl: string, users: number): Promise<Account[]> {
  const accounts: Account[] = [];
  for (let number = 1; number <= users; number += 1) {
    const credentials = { email: seededEmail(number), password: seededPassword };
    const { cookie } = await signIn(baseUrl, credentials);
    const { lists } = await getJson<{ lists: Thing[] }>(`${baseUrl}/api/lists`, cookie);
    const { todos } = await getJson<{ todos: Thing[] }>(`${baseUrl}/api/todos`, cookie);
    accounts.push({ cookie, lists: lists.map(({ id }) => id), todos: todos.map(({ id }) => id) });
  }
  return accounts;
}

interface Thing {
  id: string;
}

async function getJson<Body>(url: string, cookie: string): Promise<Body> {
  const answer = await fetch(url, { headers: { cookie } });
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Body;
}
