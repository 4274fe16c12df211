import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type SignedIn, signIn, signUp } from '../../testing/accounts.ts';
import { jsonOf, problemOf } from '../../testing/answers.ts';
import { openCachingApps, openTestApps } from '../../testing/apps.ts';
import { openConnection } from '../../testing/database.ts';
import { until } from '../../testing/polling.ts';
import { modes } from '../cache/mode.ts';

/** What a stranger gets who holds this cookie. */
function meBy(url: string, cookie: string): Promise<Response> {
  return fetch(`${url}/api/me`, { headers: { cookie } });
}

describe('signing out ends the session at every server at once', () => {
  for (const mode of modes) {
    test(mode, async (t) => {
      const { apps, client } = (await openCachingApps(t, mode)) ?? {};
      if (!apps || !client) return;
      for (const leaving of apps) {
        const { cookie } = await signIn(leaving.url, { email: await emailOf(client, leaving.url) });
        for (const { url } of apps) await jsonOf(await meBy(url, cookie));
        const answer = await fetch(`${leaving.url}/api/session`, {
          method: 'DELETE',
          headers: { cookie },
        });
        assert.equal(answer.status, 204);
        await Promise.all(apps.map(async ({ url }) => problemOf(await meBy(url, cookie), 401)));
      }
      // Only that one: the user's other session goes on.
      await jsonOf(await client.request('GET', `${apps[0]!.url}/api/me`));
    });
  }
});

describe('an old session cannot be had again by another writing of its cookie', () => {
  for (const mode of modes) {
    test(mode, async (t) => {
      const { apps, client } = (await openCachingApps(t, mode)) ?? {};
      if (!apps || !client) return;
      const { url } = apps[0]!;
      const aliases = [client.cookie.replace('=', '=0'), client.cookie.replace('=', '=000')];
      for (const alias of aliases) await (await meBy(url, alias)).arrayBuffer();
      await client.request('DELETE', `${url}/api/session`);
      for (const alias of aliases) await problemOf(await meBy(url, alias), 401);
    });
  }
});

describe('a revoked token is refused at every server at once', () => {
  for (const mode of modes) {
    test(mode, async (t) => {
      const { apps, client } = (await openCachingApps(t, mode)) ?? {};
      if (!apps || !client) return;
      const made = await client.request('POST', `${apps[0]!.url}/api/tokens`, { name: 'script' });
      const { id, token } = await jsonOf<{ id: string; token: string }>(made, 201);
      const meByToken = (url: string) =>
        fetch(`${url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
      for (const { url } of apps) await jsonOf(await meByToken(url));
      const revoked = await client.request('DELETE', `${apps[1]!.url}/api/tokens/${id}`);
      assert.equal(revoked.status, 204);
      await Promise.all(apps.map(async ({ url }) => problemOf(await meByToken(url), 401)));
    });
  }
});

describe('a session is over when its time is, also where it is cached', () => {
  for (const mode of ['off', 'tiered'] as const) {
    test(mode, async (t) => {
      const { apps, client } = (await openCachingApps(t, mode, { servers: 1 })) ?? {};
      if (!apps || !client) return;
      const { url, databaseUrl } = apps[0]!;
      const { cookie } = await signIn(url, { email: await emailOf(client, url) });
      const connection = await openConnection(t, databaseUrl);
      const { rowCount } = await connection.query(
        `update sessions set expires_at = now() + interval '1.5 s'
          where user_id = $1 and created_at = (select max(created_at) from sessions)`,
        [client.userId],
      );
      assert.equal(rowCount, 1);
      await jsonOf(await meBy(url, cookie));
      await jsonOf(await meBy(url, cookie));
      await until('it is over', async () => (await meBy(url, cookie)).status === 401);
      await problemOf(await meBy(url, cookie), 401);
      await jsonOf(await client.request('GET', `${url}/api/me`));
    });
  }
});

test('a credential that nobody was given is refused, and says how to do better', async (t) => {
  const [app] = await openTestApps(t);
  const { url } = app!;
  const client = await signUp(url);
  const [name, text = ''] = client.cookie.split('=');
  const secret = text.split('.')[1]!;
  const wrong = [
    '',
    'other=1',
    `${name}=`,
    `${name}=${client.userId}.${'A'.repeat(43)}`,
    `${name}=${Number(client.userId) + 1}.${secret}`,
    `${name}=${'9'.repeat(18)}.${secret}`,
    `${name}=${text.slice(0, -1)}`,
    `${name}=${text}A`,
    `${name}=${client.userId}'--.${secret}`,
  ];
  for (const cookie of wrong) {
    const response = await meBy(url, cookie);
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    await problemOf(response, 401);
  }
  const asToken = { authorization: `Bearer trio_${text}` };
  await problemOf(await fetch(`${url}/api/me`, { headers: asToken }), 401);
});

async function emailOf(client: SignedIn, url: string): Promise<string> {
  const me = await client.request('GET', `${url}/api/me`);
  return (await jsonOf<{ email: string }>(me)).email;
}
