import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe, reasonOf } from './log.ts';

test('the reason of a failed start is one line, and names each address that was tried', () => {
  const errors = ['[::1]:5432', '127.0.0.1:5432'].map(
    (at) => new Error(`connect ECONNREFUSED ${at}`),
  );
  const error = Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' });
  assert.equal(
    reasonOf(error),
    'connect ECONNREFUSED [::1]:5432; connect ECONNREFUSED 127.0.0.1:5432',
  );
  assert.equal(reasonOf(new Error('two\nlines')), 'two lines');
  assert.equal(reasonOf(Object.assign(new Error(), { code: 'EPERM' })), 'EPERM');
  assert.equal(reasonOf('thrown'), 'thrown');
});

test('a log line has an error with what caused it', () => {
  const error = new Error('above', { cause: new Error('below', { cause: 'ground' }) });
  const line = describe(error) as { stack: string; cause: { cause: unknown } };
  assert.partialDeepStrictEqual(line, {
    error: 'above',
    cause: { error: 'below', cause: { error: 'ground' } },
  });
  assert.match(line.stack, /log\.test/);
});
