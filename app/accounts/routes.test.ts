import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import request from 'supertest';
import { adminEmail, password, postJson, signUp } from '../../testing/accounts.ts';
import { badFieldsOf, jsonOf, problemOf } from '../../testing/answers.ts';
import { openTestApps } from '../../testing/apps.ts';
import { openConnection } from '../../testing/database.ts';

describe('signing up', () => {
  test('answers 201 with who it is, and a session', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    const answer = await postJson(`${url}/api/users`, {
      email: 'Ada.L@Example.test',
      password,
      name: '  Ada\u0301 ',
    });
    const user = await jsonOf<{ id: string }>(answer, 201);
    assert.deepEqual(user, { id: user.id, email: 'ada.l@example.test', name: 'Ad\u00e1' });
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
    const me = await fetch(`${url}/api/me`, { headers: { cookie } });
    assert.deepEqual(await jsonOf(me), { ...user, admin: false });
    const lists = await fetch(`${url}/api/lists`, { headers: { cookie } });
    const { lists: all } = await jsonOf<{ lists: Array<{ inbox: boolean }> }>(lists);
    assert.deepEqual(
      all.map(({ inbox }) => inbox),
      [true],
    );
  });

  test('a taken address is 409, in whatever case, and leaves nothing behind', async (t) => {
    const { url, databaseUrl } = (await openTestApps(t))[0]!;
    const connection = await openConnection(t, databaseUrl);
    await signUp(url, 'taken@example.test');
    const again = await postJson(`${url}/api/users`, { email: 'Taken@example.test', password });
    const { errors } = await problemOf(again, 409);
    assert.deepEqual(
      errors?.map(({ field }) => field),
      ['email'],
    );
    assert.deepEqual(again.headers.getSetCookie(), []);
    const { rows } = await connection.query(
      'select (select count(*) from users)::int as users, (select count(*) from lists)::int as lists',
    );
    assert.deepEqual(rows, [{ users: 1, lists: 1 }]);
  });

  test('of many at once for one address, one is let in', async (t) => {
    const apps = await openTestApps(t, { servers: 2 });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        postJson(`${apps[i % 2]!.url}/api/users`, { email: 'one@example.test', password }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [201, ...Array.from({ length: 9 }, () => 409)]);
  });

  const valid = { email: 'ada@example.test', password };
  const bad: Array<[string, object, string[]]> = [
    ['nothing', {}, ['email', 'password']],
    ['no address', { ...valid, email: 'ada' }, ['email']],
    ['an address with a NUL', { ...valid, email: 'a\0da@example.test' }, ['email']],
    ['an address of 255', { ...valid, email: `${'a'.repeat(242)}@example.test` }, ['email']],
    ['a list of addresses', { ...valid, email: ['ada@example.test'] }, ['email']],
    ['a password of 7', { ...valid, password: '1234567' }, ['password']],
    ['a password of 1,025', { ...valid, password: 'a'.repeat(1_025) }, ['password']],
    ['a number for a password', { ...valid, password: 12_345_678 }, ['password']],
    ['an empty name', { ...valid, name: '  ' }, ['name']],
    ['a name of 101', { ...valid, name: 'a'.repeat(101) }, ['name']],
    ['a name with a NUL', { ...valid, name: 'a\0' }, ['name']],
    ['a lone surrogate', { ...valid, name: '\ud83d' }, ['name']],
    ['an unknown field', { ...valid, admin: true }, ['admin']],
    ['several', { email: '', password: '', x: 1 }, ['email', 'password', 'x']],
  ];
  test('what is wrong with it is 422 and named', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    for (const [what, body, fields] of bad) {
      assert.deepEqual(await badFieldsOf(await postJson(`${url}/api/users`, body)), fields, what);
    }
    // The same without the fault is let in, so each was refused for its own.
    assert.equal((await postJson(`${url}/api/users`, valid)).status, 201);
  });
});

describe('signing in', () => {
  test('needs the right address and password, and says not which is wrong', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    await signUp(url, 'ada@example.test');
    const signIn = (email: string, given: string) =>
      postJson(`${url}/api/session`, { email, password: given });
    const right = await signIn('ADA@example.test', password);
    assert.equal((await jsonOf<{ email: string }>(right, 201)).email, 'ada@example.test');
    const wrongPassword = await problemOf(await signIn('ada@example.test', 'wrong'), 401);
    const wrongAddress = await problemOf(await signIn('eve@example.test', password), 401);
    assert.equal(wrongPassword.detail, wrongAddress.detail);
    assert.deepEqual(await badFieldsOf(await signIn('ada', '')), ['email']);
  });

  test('signing out twice, or without a session, is 204 and clears the cookie', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    const client = await signUp(url);
    for (const headers of [{ cookie: client.cookie }, { cookie: client.cookie }, {}]) {
      const answer = await fetch(`${url}/api/session`, { method: 'DELETE', headers });
      assert.equal(answer.status, 204);
      assert.match(
        answer.headers.getSetCookie()[0] ?? '',
        /^trio_session=;.*Expires=Thu, 01 Jan 1970/,
      );
    }
  });

  test('a token cannot end the session of its user', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    const client = await signUp(url);
    const made = await client.request('POST', `${url}/api/tokens`, { name: 'script' });
    const { token } = await jsonOf<{ token: string }>(made, 201);
    const headers = { authorization: `Bearer ${token}`, cookie: client.cookie };
    assert.equal((await fetch(`${url}/api/session`, { method: 'DELETE', headers })).status, 204);
    await jsonOf(await client.request('GET', `${url}/api/me`));
    await jsonOf(await fetch(`${url}/api/me`, { headers }));
  });
});

describe('the cookie', () => {
  let people = 0;
  const flagsOf = async (url: string, headers: Record<string, string>) => {
    const email = `cookie-${people++}@example.test`;
    const answer = await request(url).post('/api/users').set(headers).send({ email, password });
    assert.equal(answer.status, 201);
    const [cookie = ''] = answer.headers['set-cookie'] as unknown as string[];
    return cookie
      .split('; ')
      .slice(1)
      .map((flag) => (flag.split('=')[0] === 'Expires' ? 'Expires' : flag));
  };
  const month = `Max-Age=${30 * 24 * 60 * 60}`;
  const plain = [month, 'Path=/', 'Expires', 'HttpOnly', 'SameSite=Lax'];
  const secure = [month, 'Path=/', 'Expires', 'HttpOnly', 'Secure', 'SameSite=Lax'];

  test('is Secure where a trusted proxy was asked by HTTPS, and only then', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    assert.deepEqual(await flagsOf(url, {}), plain);
    assert.deepEqual(await flagsOf(url, { 'X-Forwarded-Proto': 'https' }), secure);
    assert.deepEqual(await flagsOf(url, { 'X-Forwarded-Proto': 'http' }), plain);
  });

  test('takes nothing from a proxy that is not trusted', async (t) => {
    const { url } = (await openTestApps(t, { env: { TRUSTED_PROXIES: '10.0.0.0/8' } }))[0]!;
    assert.deepEqual(await flagsOf(url, { 'X-Forwarded-Proto': 'https' }), plain);
  });
});

describe('tokens', () => {
  test('are shown once, listed without their secret, and revoked by their owner only', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    const [ada, eve] = [await signUp(url), await signUp(url)];
    const made = await ada.request('POST', `${url}/api/tokens`, { name: 'backup' });
    assert.equal(made.headers.get('cache-control'), 'no-store');
    const token = await jsonOf<{ id: string; createdAt: string; token: string }>(made, 201);
    const { id, createdAt } = token;
    const listOf = async (client = ada) => jsonOf(await client.request('GET', `${url}/api/tokens`));
    assert.deepEqual(await listOf(), { tokens: [{ id, name: 'backup', createdAt }] });
    assert.deepEqual(await listOf(eve), { tokens: [] });
    await problemOf(await eve.request('DELETE', `${url}/api/tokens/${id}`), 404);
    const bearer = { headers: { authorization: `Bearer ${token.token}` } };
    await jsonOf(await fetch(`${url}/api/todos`, bearer));
    assert.equal((await ada.request('DELETE', `${url}/api/tokens/${id}`)).status, 204);
    await problemOf(await ada.request('DELETE', `${url}/api/tokens/${id}`), 404);
    await problemOf(await fetch(`${url}/api/todos`, bearer), 401);
    assert.deepEqual(await listOf(), { tokens: [] });
  });

  test('need a name', async (t) => {
    const { url } = (await openTestApps(t))[0]!;
    const client = await signUp(url);
    const make = (body: object) => client.request('POST', `${url}/api/tokens`, body);
    assert.deepEqual(await badFieldsOf(await make({})), ['name']);
    assert.deepEqual(await badFieldsOf(await make({ name: 'a', scope: 'all' })), ['scope']);
  });
});

describe('who is an admin', () => {
  const me = async (url: string, cookie: string) =>
    jsonOf<{ admin: boolean }>(await fetch(`${url}/api/me`, { headers: { cookie } }));

  test('the account with the address of the environment, however it is written', async (t) => {
    const { url } = (await openTestApps(t, { env: { ADMIN_EMAIL: 'Boss@Example.test' } }))[0]!;
    const boss = await signUp(url, 'bOSS@example.test');
    const other = await signUp(url, adminEmail);
    assert.equal((await me(url, boss.cookie)).admin, true);
    assert.equal((await me(url, other.cookie)).admin, false);
  });
});
