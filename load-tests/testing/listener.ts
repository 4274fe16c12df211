import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { testFolder } from '../../testing/folder.ts';
import { testScope } from '../../testing/scope.ts';
import type { Account } from '../k6/traffic/account.ts';

export interface Heard {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface Reply {
  /** 0: the connection is cut instead. */
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A server that hears what k6 sends, and answers what the test wants; closed after the test. */
export async function listen(
  t: TestContext,
  reply: (heard: Heard) => Reply | Promise<Reply>,
): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body };
    heard.push(one);
    const { status, headers: told, body: text } = await reply(one);
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, told).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  testScope(t).defer(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

/** The right answer to any read of such accounts, and to a write of a priority. */
export function rightReply({ path, body }: Heard): Reply {
  const id = path.split('/').at(-1);
  const written = body.length > 0 ? JSON.parse(body.toString()) : {};
  const headers = { 'X-Served-By': 'app-1', 'Cache-Status': 'trio; hit; detail=local' };
  const everything = {
    id,
    email: 'a',
    title: 'a',
    open: 1,
    lists: [{ id }],
    todos: [],
    ...written,
  };
  return { status: 200, headers, body: JSON.stringify(everything) };
}

/** Accounts that only a listener takes for real, each with two lists and three to-dos. */
export function inventedAccounts(count: number): Account[] {
  return Array.from({ length: count }, (_, index) => ({
    cookie: `session=${index}`,
    lists: [`list-${index}-a`, `list-${index}-b`],
    todos: [`todo-${index}-a`, `todo-${index}-b`, `todo-${index}-c`],
  }));
}

/** A file for `ACCOUNTS_FILE`. */
export async function accountsFile(t: TestContext, accounts: Account[]): Promise<string> {
  const path = join(await testFolder(t), 'accounts.json');
  await writeFile(path, JSON.stringify(accounts));
  return path;
}
