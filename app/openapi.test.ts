import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { adminEmail, type SignedIn, signUp } from '../testing/accounts.ts';
import { jsonOf } from '../testing/answers.ts';
import { openTestApps } from '../testing/apps.ts';
import { openApi } from './openapi.ts';

interface Operation {
  summary: string;
  security?: object[];
  parameters: Array<{ name: string; in: string; required: boolean; schema: object }>;
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}
type Content = Record<string, { schema: object }>;

const paths = openApi.paths as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
);

// "pattern" beside "format" says enough; the formats are zod's own.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false });
ajv.addSchema({ $id: 'openapi', components: openApi.components }, 'openapi');
ajv.addKeyword('components').addKeyword('securitySchemes').addKeyword('schemas');

describe('the document', () => {
  test('has the form of OpenAPI 3.1', () => {
    assert.match(openApi.openapi, /^3\.1\.\d+$/);
    assert.ok(openApi.info.title && openApi.info.version);
    for (const { method, path, operation } of operations) {
      const where = `${method} ${path}`;
      assert.match(method, /^(get|put|post|patch|delete)$/);
      assert.match(path, /^\/api\/[\w./{}]+$/);
      assert.ok(operation.summary, where);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const documented = operation.parameters.filter((parameter) => parameter.in === 'path');
      assert.deepEqual(
        documented.map(({ name, required }) => [name, required]),
        inPath.map((name) => [name, true]),
      );
      const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      assert.equal(new Set(names).size, names.length, where);
      const statuses = Object.keys(operation.responses);
      assert.equal(statuses.filter((status) => status.startsWith('2')).length, 1, where);
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        assert.match(status, /^[2-5]\d\d$/, where);
        assert.ok(description, where);
        if (Number(status) >= 400)
          assert.deepEqual(Object.keys(content ?? {}), ['application/problem+json']);
      }
      for (const scheme of (operation.security ?? openApi.security).flatMap(Object.keys)) {
        assert.ok(scheme in openApi.components.securitySchemes, scheme);
      }
    }
  });

  test('has schemas that are JSON Schema 2020-12, and references that lead somewhere', () => {
    for (const schema of schemasIn(openApi)) ajv.compile(resolved(schema));
    const text = JSON.stringify(openApi);
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      assert.ok(name && name in openApi.components.schemas, `${name}`);
    }
  });

  test('is what the server answers with', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    const answer = await fetch(`${url}/api/openapi.json`);
    assert.deepEqual(await jsonOf(answer), JSON.parse(JSON.stringify(openApi)));
  });
});

describe('the server', () => {
  test('answers each documented request as the document says', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    const examples = await makeExamples(url);
    for (const { method, path, operation } of operations) {
      const example = examples[`${method} ${path}`];
      assert.ok(example, `${method} ${path} has no example here`);
      const answer = await example();
      const documented = operation.responses[answer.status];
      // No launcher runs these servers; stack/server-control.slow.test.ts has one.
      const isRight = path.includes('/servers/') ? answer.status === 409 : answer.ok;
      assert.ok(isRight && documented, `${method} ${path}: ${answer.status} is not documented`);
      await assertAsDocumented(answer, documented.content);
    }
  });

  test('asks for a session where the document says so, and only there', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    for (const { method, path, operation } of operations) {
      const headers = { 'content-type': 'application/json' };
      const hasBody = method !== 'get' && method !== 'delete';
      const options = { method: method.toUpperCase(), headers, ...(hasBody ? { body: '{}' } : {}) };
      const answer = await fetch(`${url}${path.replace(/\{\w+\}/, 'x')}`, options);
      await answer.body?.cancel();
      const open = operation.security?.length === 0;
      assert.equal(answer.status === 401, !open, `${method} ${path}: ${answer.status}`);
      assert.ok(
        answer.ok || operation.responses[answer.status],
        `${method} ${path}: ${answer.status}`,
      );
    }
  });

  test('has no route that is not documented', async (t) => {
    const { handler } = (await openTestApps(t))[0]!;
    const routes = routesOf(handler.router as unknown as Layers, '');
    assert.ok(routes.length > 20, 'the routes were found');
    const documented = new Set(
      operations.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/, ':$1')}`),
    );
    const elsewhere = new Set(['get /livez', 'get /readyz', 'get /metrics', 'get /{*path}']);
    const rest = routes.filter((route) => !documented.has(route) && !elsewhere.has(route));
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [...documented].filter((route) => !routes.includes(route)),
      [],
    );
  });
});

type Examples = Record<string, () => Promise<Response>>;

/** A request that succeeds, for each operation. */
async function makeExamples(url: string): Promise<Examples> {
  const admin = await signUp(url, adminEmail);
  const at = (client: SignedIn, method: string, path: string, body?: unknown) =>
    client.request(method, `${url}/api${path}`, body);
  const make = async (path: string, body: object) =>
    (await jsonOf<{ id: string }>(await at(admin, 'POST', path, body), 201)).id;
  const [todo, other] = [
    await make('/todos', { title: 'a', due: '2026-11-21' }),
    await make('/todos', { title: 'b' }),
  ];
  const [list, token] = [await make('/lists', { name: 'a' }), await make('/tokens', { name: 'a' })];
  const leaving = await signUp(url);
  const account = { email: 'new@example.test', password: 'correct horse battery' };
  return {
    'post /api/users': () => at(admin, 'POST', '/users', account),
    'post /api/session': () => at(admin, 'POST', '/session', account),
    'delete /api/session': () => at(leaving, 'DELETE', '/session'),
    'get /api/me': () => at(admin, 'GET', '/me'),
    'get /api/tokens': () => at(admin, 'GET', '/tokens'),
    'post /api/tokens': () => at(admin, 'POST', '/tokens', { name: 'b' }),
    'delete /api/tokens/{id}': () => at(admin, 'DELETE', `/tokens/${token}`),
    'get /api/lists': () => at(admin, 'GET', '/lists'),
    'post /api/lists': () => at(admin, 'POST', '/lists', { name: 'b' }),
    'get /api/lists/{id}': () => at(admin, 'GET', `/lists/${list}`),
    'patch /api/lists/{id}': () => at(admin, 'PATCH', `/lists/${list}`, { name: 'c' }),
    'delete /api/lists/{id}': () => at(admin, 'DELETE', `/lists/${list}`),
    'get /api/todos': () => at(admin, 'GET', '/todos?limit=1'),
    'post /api/todos': () => at(admin, 'POST', '/todos', { title: 'c', labels: ['a'] }),
    'get /api/todos/{id}': () => at(admin, 'GET', `/todos/${todo}`),
    'patch /api/todos/{id}': () => at(admin, 'PATCH', `/todos/${todo}`, { completed: true }),
    'delete /api/todos/{id}': () => at(admin, 'DELETE', `/todos/${other}`),
    'get /api/summary': () => at(admin, 'GET', '/summary'),
    'get /api/events': () => at(admin, 'GET', '/events'),
    'get /api/lab': () => at(admin, 'GET', '/lab'),
    'put /api/lab/cache': () => at(admin, 'PUT', '/lab/cache', { mode: 'off' }),
    'delete /api/lab/cache': () => at(admin, 'DELETE', '/lab/cache'),
    'put /api/lab/servers/{name}': () => at(admin, 'PUT', '/lab/servers/app-1', { running: false }),
    'get /api/lab/events': () => at(admin, 'GET', '/lab/events'),
    'get /api/openapi.json': () => at(admin, 'GET', '/openapi.json'),
  };
}

async function assertAsDocumented(answer: Response, content: Content | undefined): Promise<void> {
  const [type = '', documented] = Object.entries(content ?? {})[0] ?? [];
  assert.equal(answer.headers.get('content-type')?.split(';')[0] ?? '', type);
  if (!type.endsWith('json')) return void (await answer.body?.cancel());
  const validate = ajv.compile(resolved(documented!.schema));
  assert.ok(validate(await answer.json()), `${answer.url}: ${ajv.errorsText(validate.errors)}`);
}

/** A schema whose references lead into the document that it was taken from. */
function resolved(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/'));
}

function schemasIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    name === 'schema' ? [child as object] : schemasIn(child),
  );
}

/** Express' own list of what it was told. */
interface Layers {
  stack: Array<{
    rawPath: string;
    route?: { path: string; methods: Record<string, boolean> };
    handle: Partial<Layers>;
  }>;
}

function routesOf({ stack }: Layers, prefix: string): string[] {
  return stack.flatMap(({ rawPath, route, handle }) => {
    if (route) {
      const path = route.path === '/' ? '' : route.path;
      return Object.keys(route.methods).map((method) => `${method} ${prefix}${path}`);
    }
    if (!handle.stack) return [];
    return routesOf(handle as Layers, rawPath === '/' ? prefix : `${prefix}${rawPath}`);
  });
}
