import { z } from 'zod';
import * as accounts from './accounts/schema.ts';
import * as lab from './lab/schema.ts';
import * as lists from './lists/schema.ts';
import * as todos from './todos/schema.ts';

const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

interface Operation {
  summary: string;
  /** The status of success and what it answers with. */
  ok: [status: number, body?: z.ZodType | 'events'];
  body?: z.ZodType;
  query?: z.ZodObject;
  /** Statuses of failure beside those that any request may have. */
  fails?: number[];
  open?: true;
  cacheable?: true;
}

const { NewUser, Credentials, User, Me, NewToken, Token, TokenWithSecret } = accounts;
const cacheable = true;
const open = true;

/** Every route of the API. A test compares it with what the server answers. */
const operations: Record<string, Operation> = {
  'POST /api/users': {
    summary: 'Sign up',
    body: NewUser,
    ok: [201, User],
    fails: [409, 429],
    open,
  },
  'POST /api/session': {
    summary: 'Sign in',
    body: Credentials,
    ok: [201, User],
    fails: [429],
    open,
  },
  'DELETE /api/session': { summary: 'Sign out', ok: [204], open },
  'GET /api/me': { summary: 'Who is signed in', ok: [200, Me], cacheable },
  'GET /api/tokens': {
    summary: 'The API tokens, without their secrets',
    ok: [200, z.object({ tokens: z.array(Token) })],
    cacheable,
  },
  'POST /api/tokens': {
    summary: 'Make an API token; its secret is shown this once',
    body: NewToken,
    ok: [201, TokenWithSecret],
  },
  'DELETE /api/tokens/{id}': { summary: 'Revoke an API token', ok: [204], fails: [404] },
  'GET /api/lists': { summary: 'All lists, in order', ok: [200, lists.Lists], cacheable },
  'POST /api/lists': { summary: 'Make a list', body: lists.NewList, ok: [201, lists.List] },
  'GET /api/lists/{id}': { summary: 'One list', ok: [200, lists.List], fails: [404], cacheable },
  'PATCH /api/lists/{id}': {
    summary: 'Rename, colour or move a list',
    body: lists.ListPatch,
    ok: [200, lists.List],
    fails: [404],
  },
  'DELETE /api/lists/{id}': {
    summary: 'Delete a list; its to-dos go to the trash',
    ok: [204],
    fails: [404, 409],
  },
  'GET /api/todos': {
    summary: 'To-dos of a view, a page at a time',
    query: todos.TodoQuery,
    ok: [200, todos.Todos],
    cacheable,
  },
  'POST /api/todos': { summary: 'Add a to-do', body: todos.NewTodo, ok: [201, todos.Todo] },
  'GET /api/todos/{id}': { summary: 'One to-do', ok: [200, todos.Todo], fails: [404], cacheable },
  'PATCH /api/todos/{id}': {
    summary: 'Change, complete or move a to-do, or take it out of the trash',
    body: todos.TodoPatch,
    ok: [200, todos.Todo],
    fails: [404, 412],
  },
  'DELETE /api/todos/{id}': {
    summary: 'Move a to-do to the trash',
    ok: [204],
    fails: [404, 412],
  },
  'GET /api/summary': {
    summary: 'Counts in all, by list and by label',
    query: todos.SummaryQuery,
    ok: [200, todos.Summary],
    cacheable,
  },
  'GET /api/events': { summary: 'Tells when anything has changed', ok: [200, 'events'] },
  'GET /api/lab': { summary: 'What all servers count', ok: [200, lab.Lab], fails: [403] },
  'PUT /api/lab/cache': {
    summary: 'Switch the cache on all servers',
    body: lab.CacheSwitch,
    ok: [200, lab.CacheSwitch],
    fails: [403, 409],
  },
  'DELETE /api/lab/cache': { summary: 'Empty the cache everywhere', ok: [204], fails: [403] },
  'PUT /api/lab/servers/{name}': {
    summary: 'Have a server stopped or started by the launcher that runs it',
    body: lab.ServerSwitch,
    ok: [202, lab.ServerSwitch],
    fails: [403, 404, 409],
  },
  'GET /api/lab/events': {
    summary: 'What all servers count, each second',
    ok: [200, 'events'],
    fails: [403],
  },
  'GET /api/openapi.json': { summary: 'This document', ok: [200, z.looseObject({})], open },
};

const problem = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The API as OpenAPI 3.1, made of the schemas that requests are parsed by. */
export const openApi = {
  openapi: '3.1.0',
  info: { title: 'Trio', version: '1' },
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'trio_session' },
      token: { type: 'http', scheme: 'bearer' },
    },
    schemas: { Problem: jsonSchema(Problem, 'output') },
  },
  security: [{ session: [] }, { token: [] }],
  paths: pathsOf(operations),
};

function pathsOf(all: Record<string, Operation>): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, operation] of Object.entries(all)) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = describeOperation(path, operation);
  }
  return paths;
}

function describeOperation(path: string, operation: Operation): object {
  const { summary, ok, body, query, fails = [] } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(name === 'id' ? { format: 'uuid' } : {}) },
  }));
  const invalid = body ? [400, 413, 415, 422] : query ? [422] : [];
  const failures = [...invalid, ...(operation.open ? [] : [401]), ...fails, 503].sort();
  return {
    summary,
    ...(operation.open ? { security: [] } : {}),
    parameters: [...inPath, ...(query ? parametersOf(query) : [])],
    ...(body ? { requestBody: { required: true, content: json(jsonSchema(body, 'input')) } } : {}),
    responses: {
      [ok[0]]: { description: 'Done', ...contentOf(ok[1]) },
      ...(operation.cacheable ? { 304: { description: 'Not changed since `If-None-Match`' } } : {}),
      ...Object.fromEntries(failures.map((status) => [status, problem])),
    },
  };
}

function parametersOf(query: z.ZodObject): object[] {
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
}

function contentOf(body: z.ZodType | 'events' | undefined): object {
  if (!body) return {};
  if (body === 'events')
    return { content: { 'text/event-stream': { schema: { type: 'string' } } } };
  return { content: json(jsonSchema(body, 'output')) };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
