import type { TestContext } from 'node:test';
import type { Todo } from '../app/todos/schema.ts';
import { type SignedIn, signUp } from './accounts.ts';
import { jsonOf } from './answers.ts';
import { openTestApps } from './apps.ts';

/** A user's to-dos, as a client of one server. */
export interface Desk {
  url: string;
  client: SignedIn;
  add(todo: object): Promise<Todo>;
  /** A request at `/api/todos` and what follows. */
  at(method: string, path: string, body?: unknown, headers?: object): Promise<Response>;
}

export async function openDesk(t: TestContext): Promise<Desk> {
  const { url } = (await openTestApps(t))[0]!;
  return deskOf(await signUp(url), url);
}

export function deskOf(client: SignedIn, url: string): Desk {
  const at: Desk['at'] = (method, path, body, headers) =>
    client.request(method, `${url}/api/todos${path}`, body, headers);
  return { url, client, at, add: async (todo) => jsonOf(await at('POST', '', todo), 201) };
}
