import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Problem } from '../http/problem.ts';
import { hashPassword, verifyPassword } from './password.ts';

test('a password is kept as argon2id with the recommended parameters', async () => {
  const kept = await hashPassword('correct horse battery');
  assert.match(kept, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await verifyPassword(kept, 'correct horse battery'), true);
  assert.equal(await verifyPassword(kept, 'correct horse battery '), false);
  assert.notEqual(await hashPassword('correct horse battery'), kept);
});

test('without an account every password is wrong', async () => {
  assert.equal(await verifyPassword(undefined, 'no account has this password'), false);
});

describe('how many are at work', () => {
  test('what cannot wait is turned away at once, and all that waited is done', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 80 }, () => verifyPassword(undefined, 'wrong')),
    );
    const refused = results.filter(
      ({ status }) => status === 'rejected',
    ) as PromiseRejectedResult[];
    assert.equal(refused.length, 80 - 66);
    for (const { reason } of refused) {
      assert.ok(reason instanceof Problem && reason.status === 429);
      assert.ok(reason.headers['Retry-After']);
    }
    assert.equal(await verifyPassword(undefined, 'wrong'), false);
  });

  test('a failure frees its place, too', async () => {
    const broken = Array.from({ length: 10 }, () => verifyPassword('no hash', 'wrong'));
    for (const result of await Promise.allSettled(broken)) assert.equal(result.status, 'rejected');
    assert.equal(await verifyPassword(undefined, 'wrong'), false);
  });
});
