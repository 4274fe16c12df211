import type { Operation } from './operation.ts';
import { operationOf } from './record.ts';
import { type Reply, send, type Target } from './requests.ts';

/** A user whose to-dos are the registers: the title of `todos[0]` of `u2` is the register `u2/t1`. */
export interface User {
  name: string;
  /** The headers that authenticate a request. */
  headers: { cookie: string };
  todos: string[];
}

const todosOfEach = 3;

/** Signs up users and gives each a few to-dos, whose first values are recorded as written. */
export async function createUsers(
  target: Target,
  count: number,
  operations: Operation[],
): Promise<User[]> {
  const names = Array.from({ length: count }, (_, index) => `u${index + 1}`);
  return Promise.all(names.map((name) => createUser(target, name, operations)));
}

/**
 * Signs up; returns the headers for further requests. Written against `send`, whose replies the
 * history records.
 */
export async function signUp(target: Target, email: string): Promise<{ cookie: string }> {
  const body = { email, password: 'nobody will guess this' };
  const reply = await send(target, { method: 'POST', path: '/api/users', body });
  requireCreated(reply);
  const [cookie = ''] = [reply.headers['set-cookie']].flat();
  return { cookie: cookie.split(';')[0]! };
}

async function createUser(target: Target, name: string, operations: Operation[]): Promise<User> {
  const headers = await signUp(target, `${name}@example.test`);
  const user: User = { name, headers, todos: [] };
  for (let number = 1; number <= todosOfEach; number += 1) {
    const title = 'first';
    const body = { title };
    const reply = await send(target, { method: 'POST', path: '/api/todos', headers, body });
    requireCreated(reply);
    const { id, version } = reply.body as { id: string; version: string };
    user.todos.push(id);
    const asked = { is: 'write', what: 'create', user: name, via: target.name } as const;
    const answered = { version, values: { [registerOf(user, id)]: title } };
    operations.push(operationOf(asked, reply, answered));
  }
  return user;
}

/** The register that a to-do's title is. */
export function registerOf({ name, todos }: User, id: string): string {
  return `${name}/t${todos.indexOf(id) + 1}`;
}

function requireCreated({ status, body }: Reply): void {
  if (status !== 201) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
}
