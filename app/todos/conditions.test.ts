import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonOf, problemOf } from '../../testing/answers.ts';
import { openDesk } from '../../testing/todos.ts';
import type { Todo } from './schema.ts';

describe('a condition on what was seen', () => {
  test('a read that was seen is 304, until anything of the user changes', async (t) => {
    const { at, add } = await openDesk(t);
    const { id } = await add({ title: 'a' });
    for (const path of ['', `/${id}`, '?view=today', '?q=a&limit=1']) {
      const answer = await at('GET', path);
      const etag = answer.headers.get('etag')!;
      assert.match(etag, /^"[\w.-]+"$/);
      assert.equal(answer.headers.get('cache-control'), 'private, no-cache');
      for (const tags of [etag, `W/${etag}`, `"x", ${etag} ,"y"`, '*']) {
        const again = await at('GET', path, undefined, { 'if-none-match': tags });
        assert.equal(again.status, 304, tags);
        assert.equal(await again.text(), '');
        assert.equal(again.headers.get('etag'), etag);
        assert.ok(again.headers.get('cache-status'));
      }
      for (const tags of ['"x"', etag.slice(1, -1), '', `${etag.slice(0, -1)}x"`]) {
        const other = await at('GET', path, undefined, { 'if-none-match': tags });
        assert.equal(other.status, 200, tags);
      }
      await add({ title: 'b' });
      const changed = await at('GET', path, undefined, { 'if-none-match': etag });
      assert.equal(changed.status, 200);
      assert.notEqual(changed.headers.get('etag'), etag);
    }
  });

  test('two views never have the same tag', async (t) => {
    const { at, add } = await openDesk(t);
    const { id } = await add({ title: 'a', labels: ['a'] });
    const paths = ['', `/${id}`, '?view=trash', '?limit=49', '?label=a', '?q=a', '?q=label%22:a'];
    const tags = await Promise.all(
      paths.map(async (path) => (await at('GET', path)).headers.get('etag')),
    );
    assert.equal(new Set(tags).size, paths.length);
  });

  test('a change goes through if the to-do is as it was seen', async (t) => {
    const { at, add } = await openDesk(t);
    const { id, version } = await add({ title: 'a' });
    const change = async (ifMatch: string) =>
      jsonOf<Todo>(await at('PATCH', `/${id}`, { title: 'b' }, { 'if-match': ifMatch }));
    const changed = await change(`"${version}"`);
    await change(`W/"x", "${changed.version}"`);
    await change('*');
    const read = (await at('GET', `/${id}`)).headers.get('etag')!;
    await add({ title: 'another' });
    await change(read);
    const page = (await at('GET', '')).headers.get('etag')!;
    await add({ title: 'another' });
    await change(page);
  });

  test('a change is 412 if it was changed elsewhere, and changes nothing', async (t) => {
    const { at, add } = await openDesk(t);
    const seen = await add({ title: 'a' });
    const read = (await at('GET', `/${seen.id}`)).headers.get('etag')!;
    const now = await jsonOf<Todo>(await at('PATCH', `/${seen.id}`, { title: 'elsewhere' }));
    for (const tags of [`"${seen.version}"`, read, '"x"', '', `"${now.version}x"`, now.version]) {
      const headers = { 'if-match': tags };
      await problemOf(await at('PATCH', `/${seen.id}`, { title: 'b' }, headers), 412);
      await problemOf(await at('DELETE', `/${seen.id}`, undefined, headers), 412);
    }
    assert.deepEqual(await jsonOf(await at('GET', `/${seen.id}`)), now);
    const headers = { 'if-match': `"${now.version}"` };
    assert.equal((await at('DELETE', `/${seen.id}`, undefined, headers)).status, 204);
    await problemOf(await at('PATCH', `/${seen.id}`, { title: 'b' }, headers), 412);
  });

  test('of many who saw the same, one may change it', async (t) => {
    const { at, add } = await openDesk(t);
    const { id, version } = await add({ title: 'a' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        at('PATCH', `/${id}`, { title: `by ${i}` }, { 'if-match': `"${version}"` }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, ...Array.from({ length: 9 }, () => 412)]);
  });
});
