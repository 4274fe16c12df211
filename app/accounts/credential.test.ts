import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Request } from 'express';
import fc from 'fast-check';
import { createCredential, credentialOf } from './session.ts';

function credentialIn(headers: Record<string, string>) {
  return credentialOf({ headers } as unknown as Request);
}

const secret = 'A'.repeat(43);

test('what is made is read again, from a cookie and from a header', () => {
  const session = createCredential('session', '7');
  const token = createCredential('token', '7');
  const { text: cookie, ...ofSession } = session;
  const { text: bearer, ...ofToken } = token;
  assert.deepEqual(credentialIn({ cookie: `a=b; trio_session=${cookie}; c=d` }), ofSession);
  assert.deepEqual(credentialIn({ authorization: `Bearer ${bearer}` }), ofToken);
  assert.deepEqual(credentialIn({ authorization: `bearer  ${bearer} ` }), ofToken);
});

test('two credentials of one user have nothing in common but the id', () => {
  const [one, other] = [createCredential('session', '7'), createCredential('session', '7')];
  assert.notEqual(one.secretHash, other.secretHash);
  assert.ok(!one.text.includes(one.secretHash), 'what is kept is not what is shown');
});

// Another writing of the same id would be another name in the cache, which no write invalidates.
for (const id of ['07', '007', '0', '', '-7', '+7', ' 7', '7 ', '7.0', '7e0', '0x7', '٧']) {
  test(`a credential of the user ${JSON.stringify(id)} is none`, () => {
    assert.equal(credentialIn({ cookie: `trio_session=${id}.${secret}` }), undefined);
    assert.equal(credentialIn({ authorization: `Bearer trio_${id}.${secret}` }), undefined);
  });
}

test('an id beyond all bigints is none', () => {
  assert.equal(credentialIn({ cookie: `trio_session=${'9'.repeat(19)}.${secret}` }), undefined);
});

test('a session is not taken for a token, nor a token for a session', () => {
  assert.equal(credentialIn({ authorization: `Bearer 7.${secret}` }), undefined);
  assert.equal(credentialIn({ cookie: `trio_session=trio_7.${secret}` }), undefined);
});

test('a header that is not ours is not replaced by the cookie', () => {
  const cookie = `trio_session=7.${secret}`;
  assert.equal(credentialIn({ cookie, authorization: 'Basic YTpi' }), undefined);
});

test('no header makes it throw', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, (a, b) => {
      credentialIn({ cookie: `trio_session=${a}`, authorization: `Bearer trio_${b}` });
      credentialIn({ cookie: a });
      credentialIn({ authorization: b });
    }),
  );
});
