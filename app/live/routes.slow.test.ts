import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { signUp } from '../../testing/accounts.ts';
import { jsonOf, problemOf } from '../../testing/answers.ts';
import { openCachingApps, openTestApps } from '../../testing/apps.ts';
import { openConnection } from '../../testing/database.ts';
import { openEvents } from '../../testing/event-streams.ts';
import { until } from '../../testing/polling.ts';
import { modes } from '../cache/mode.ts';

const changedTo = (version: string) => ({ event: 'changed', data: JSON.stringify({ version }) });

describe('a change at one server is told at every other, after it can be read there', () => {
  for (const mode of modes) {
    test(mode, async (t) => {
      const { apps, client } = (await openCachingApps(t, mode)) ?? {};
      if (!apps || !client) return;
      const streams = await Promise.all(
        apps.map(({ url }) => openEvents(t, client, `${url}/api/events`)),
      );
      for (const [round, { url }] of apps.entries()) {
        const add = await client.request('POST', `${url}/api/todos`, { title: `round ${round}` });
        const { id, version } = await jsonOf<{ id: string; version: string }>(add, 201);
        const told = changedTo(version);
        for (const [i, { events }] of streams.entries()) {
          await until('it is told', () => events.some((event) => event.data === told.data));
          assert.deepEqual(events.at(-1), told);
          await jsonOf(await client.request('GET', `${apps[i]!.url}/api/todos/${id}`));
        }
      }
      for (const { events } of streams) assert.equal(events.length, apps.length);
    });
  }
});

test('only the changes of this user are told', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  const [ada, eve] = [await signUp(url), await signUp(url)];
  const stream = await openEvents(t, ada, `${url}/api/events`);
  await jsonOf(await eve.request('POST', `${url}/api/todos`, { title: 'theirs' }), 201);
  const add = await ada.request('POST', `${url}/api/todos`, { title: 'mine' });
  const { version } = await jsonOf<{ version: string }>(add, 201);
  await until('it is told', () => stream.events.length > 0);
  assert.deepEqual(stream.events, [changedTo(version)]);
});

test('a change that came to nothing is not told', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  const client = await signUp(url);
  const stream = await openEvents(t, client, `${url}/api/events`);
  const nobodys = '0199d6b4-6f2a-7c0e-8d61-2f3a4b5c6d7e';
  const failed = client.request('PATCH', `${url}/api/todos/${nobodys}`, { title: 'a' });
  await problemOf(await failed, 404);
  const add = await client.request('POST', `${url}/api/todos`, { title: 'a' });
  const { version } = await jsonOf<{ version: string }>(add, 201);
  await until('the other is told', () => stream.events.length > 0);
  assert.deepEqual(stream.events, [changedTo(version)]);
});

test('nobody gets a stream who is not signed in', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  await problemOf(await fetch(`${url}/api/events`), 401);
});

describe('signing out ends the streams of that session, at every server', () => {
  for (const mode of modes) {
    test(mode, async (t) => {
      const { apps, client } = (await openCachingApps(t, mode)) ?? {};
      if (!apps || !client) return;
      const { url } = apps[0]!;
      const streams = await Promise.all(
        apps.map((app) => openEvents(t, client, `${app.url}/api/events`)),
      );
      const token = await client.request('POST', `${url}/api/tokens`, { name: 'other' });
      const bearer = `Bearer ${(await jsonOf<{ token: string }>(token, 201)).token}`;
      await until('the token is told', () => streams.every(({ events }) => events.length === 1));
      assert.equal((await client.request('DELETE', `${url}/api/session`)).status, 204);
      await until('they have ended', () => streams.every(({ ended }) => ended));
      for (const { events } of streams) assert.equal(events.length, 1);
      await jsonOf(await fetch(`${url}/api/me`, { headers: { authorization: bearer } }));
    });
  }
});

test('many changes, and the end, at once leave the server as it was', async (t) => {
  const apps = await openTestApps(t, { servers: 2 });
  const { url } = apps[0]!;
  for (let round = 0; round < 5; round += 1) {
    const client = await signUp(url);
    const streams = await Promise.all(
      Array.from({ length: 10 }, (_, i) => openEvents(t, client, `${apps[i % 2]!.url}/api/events`)),
    );
    const adding = Array.from({ length: 10 }, (_, i) =>
      client.request('POST', `${apps[i % 2]!.url}/api/todos`, { title: 'a' }),
    );
    const leaving = client.request('DELETE', `${url}/api/session`);
    for (const { abort } of streams.slice(5)) abort();
    await Promise.all([...adding, leaving]);
    await until('all have ended', () => streams.every(({ ended }) => ended));
  }
  assert.equal((await fetch(`${url}/livez`)).status, 200);
});

test('streams end when the server goes, and one whose client left is forgotten', async (t) => {
  const app = (await openTestApps(t))[0]!;
  const client = await signUp(app.url);
  const connection = await openConnection(t, app.databaseUrl);
  const [left, stays] = [
    await openEvents(t, client, `${app.url}/api/events`),
    await openEvents(t, client, `${app.url}/api/events`),
  ];
  left.abort();
  await until('it has left', () => left.ended);
  await connection.query(`select pg_notify('trio_version', $1)`, [`${client.userId} 9.test`]);
  await until('the other is told', () => stays.events.length === 1);
  assert.deepEqual(left.events, []);
  app.endStreams();
  await until('it has ended', () => stays.ended);
});
