import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, pick } from '../seed/random.ts';
import type { Operation } from './operation.ts';
import { operationOf } from './record.ts';
import { type Reply, send, type Target } from './requests.ts';
import { registerOf, type User } from './users.ts';

export interface ClientsOptions {
  /** The servers, and the balancer in front of them where there is one. */
  targets: Target[];
  users: User[];
  seed: number;
  /** Where every operation is recorded, in the order of their ends. */
  operations: Operation[];
  signal: AbortSignal;
}

/** The target that isn't a server. */
export const balancerName = 'balancer';

const clients = 8;

/** What a client does next, as shares; after each write, every target is read at once. */
const share = { write: 0.05, list: 0.35, ifChanged: 0.3 };

/** Pause of a client whose request failed. */
const afterFailureMs = 20;

/**
 * Runs clients that read and write the users' to-dos through all targets until the signal. Resolves
 * when all have stopped. Every second client avoids the balancer and one of the servers, so that it
 * goes on when that server stands still.
 */
export async function runClients(options: ClientsOptions): Promise<void> {
  const tags = new Map<string, Tag>();
  const servers = options.targets.filter(({ name }) => name !== balancerName);
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const client: Client = {
        ...options,
        targets:
          index % 2 === 0
            ? options.targets
            : servers.filter((_, number) => number !== (index >> 1) % servers.length),
        name: `c${index + 1}`,
        random: createRandom(options.seed * 1_000 + index),
        tags,
        writes: 0,
      };
      while (!options.signal.aborted) await act(client);
    }),
  );
}

interface Client extends ClientsOptions {
  name: string;
  random: () => number;
  /** The tags of the newest answer to each view of each user, whoever got it. */
  tags: Map<string, Tag>;
  writes: number;
}

interface Tag {
  etag: string;
  values: Record<string, string>;
}

async function act(client: Client): Promise<void> {
  const { random, targets, users } = client;
  const user = pick(users, random);
  const todo = pick(user.todos, random);
  const target = pick(targets, random);
  if (random() >= share.write) {
    await read(client, { user, view: viewOf(client, user, todo), target });
    return;
  }
  await write(client, { user, todo, target });
  const view = viewOf(client, user, todo);
  await Promise.all(targets.map((each) => read(client, { user, view, target: each })));
}

async function write(
  client: Client,
  { user, todo, target }: { user: User; todo: string; target: Target },
): Promise<void> {
  client.writes += 1;
  // Unique in the history, so a read shows which write it has seen.
  const title = `${client.name}-${client.writes}`;
  const reply = await send(target, {
    method: 'PATCH',
    path: `/api/todos/${todo}`,
    headers: user.headers,
    body: { title },
  });
  const version = reply.outcome === 'ok' ? (reply.body as Todo).version : undefined;
  const values = { [registerOf(user, todo)]: title };
  const asked = { is: 'write', what: 'write', user: user.name, via: target.name } as const;
  client.operations.push(operationOf(asked, reply, { version, values }));
  await recover(reply);
}

interface Reading {
  user: User;
  view: View;
  target: Target;
}

async function read(client: Client, { user, view, target }: Reading): Promise<void> {
  const key = `${user.name} ${view.path}`;
  const known = client.random() < share.ifChanged ? client.tags.get(key) : undefined;
  const reply = await send(target, {
    method: 'GET',
    path: view.path,
    headers: { ...user.headers, ...(known ? { 'if-none-match': known.etag } : {}) },
  });
  const etag = String(reply.headers.etag ?? '');
  let values: Record<string, string> = {};
  // A 304 confirms the values that came with the tag.
  if (reply.status === 304) values = known?.etag === etag ? known.values : {};
  else if (reply.outcome === 'ok') values = view.valuesOf(reply.body);
  if (reply.outcome === 'ok') client.tags.set(key, { etag, values });
  const what = `read ${view.name}${known ? ' if changed' : ''}`;
  const asked = { is: 'read', what, user: user.name, via: target.name } as const;
  client.operations.push(operationOf(asked, reply, { version: versionOf(etag), values }));
  await recover(reply);
}

interface View {
  name: 'todo' | 'list';
  path: string;
  /** The registers' values that an answer shows. */
  valuesOf(body: unknown): Record<string, string>;
}

interface Todo {
  id: string;
  title: string;
  version: string;
}

/** Views: one to-do by itself, and the list, which reads all of the user's registers at once. */
function viewOf(client: Client, user: User, todo: string): View {
  const titles = (todos: Todo[], ids: string[]) =>
    Object.fromEntries(
      ids.map((id) => [
        registerOf(user, id),
        todos.find((each) => each.id === id)?.title ?? '(missing)',
      ]),
    );
  if (client.random() < share.list) {
    const path = '/api/todos?limit=50';
    const valuesOf = (body: unknown) => titles((body as { todos: Todo[] }).todos, user.todos);
    return { name: 'list', path, valuesOf };
  }
  const valuesOf = (body: unknown) => titles([body as Todo], [todo]);
  return { name: 'todo', path: `/api/todos/${todo}`, valuesOf };
}

/** The version within a tag such as `"17.4be0c1d2e3f4.Xq3_91ab"`, which goes on with the view's hash. */
function versionOf(etag: string): string | undefined {
  return /^"(\d+\.[0-9a-f]+)\./.exec(etag)?.[1];
}

async function recover({ outcome }: Reply): Promise<void> {
  if (outcome !== 'ok') await delay(afterFailureMs);
}
