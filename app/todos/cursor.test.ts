import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '../http/problem.ts';
import { decodeCursor, encodeCursor, type KeyType } from './cursor.ts';

const id = '0199d6b4-6f2a-7c0e-8d61-2f3a4b5c6d7e';
const types: KeyType[] = ['timestamptz', 'float8', 'uuid'];
const keys = ['2026-11-21 09:30:00.123456+00', '-1.5', id];

function assertRefused(cursor: string, selection = 'all'): void {
  assert.throws(
    () => decodeCursor(cursor, selection, types),
    (error) =>
      error instanceof Problem && error.status === 422 && error.errors?.[0]?.field === 'cursor',
    cursor,
  );
}

/** A cursor as somebody makes one who has read the source. */
function forged(payload: unknown, selection = 'all'): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const encoded = Buffer.from(text).toString('base64url');
  return `${encoded}.${hash('sha256', `${encoded} ${selection}`, 'base64url').slice(0, 12)}`;
}

test('a cursor gives the keys that it was made of', () => {
  assert.deepEqual(decodeCursor(encodeCursor(keys, 'all'), 'all', types), keys);
  assert.deepEqual(decodeCursor(forged(keys), 'all', types), keys);
});

test('a cursor of another selection is refused', () => {
  assertRefused(encodeCursor(keys, 'trash'));
});

test('a cursor that was edited anywhere is refused', () => {
  const cursor = encodeCursor(keys, 'all');
  fc.assert(
    fc.property(fc.nat(cursor.length - 1), fc.string({ maxLength: 2 }), (at, other) => {
      const edited = cursor.slice(0, at) + other + cursor.slice(at + 1);
      if (edited !== cursor) assertRefused(edited);
    }),
  );
  for (const end of ['.', '.x', ' ', '=', '%00']) assertRefused(cursor + end);
  for (const nothing of ['', '.', '..', 'null', '\0']) assertRefused(nothing);
});

test('a cursor that was made up is refused for what is in it', () => {
  const madeUp = [
    '',
    '{',
    '\0',
    'null',
    {},
    [],
    keys.slice(0, 2),
    [...keys, id],
    ['yesterday', '1', id],
    ['2026-13-01 00:00:00+00', '1', id],
    ['infinity', '1', id],
    ['2026-11-21 09:30:00+00', 'one', id],
    ['2026-11-21 09:30:00+00', '1e999', id],
    ['2026-11-21 09:30:00+00', '1', `${id}'`],
    ['2026-11-21 09:30:00+00', '1', ''],
    ['2026-11-21 09:30:00+00', ['1'], id],
    [null, null, null],
  ];
  for (const payload of madeUp) assertRefused(forged(payload));
});

test('nothing makes it throw anything else', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => assertRefused(value)));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => assertRefused(forged(value))));
  fc.assert(fc.property(fc.json(), (value) => assertRefused(forged(value))));
});
