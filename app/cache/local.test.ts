import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalBodies } from './local.ts';
import type { Keyspace } from './pointer.ts';

const limitBytes = 1_000_000;
const keyspace = { userId: '1', generation: 1, mode: 'tiered' } as Keyspace;

function openBodies() {
  const bodies = new LocalBodies(limitBytes);
  return {
    get: (view: string) => bodies.find(keyspace, '1.a', view),
    set: (view: string, body: Buffer) => bodies.keep(keyspace, '1.a', { view, body }),
    clear: () => bodies.clear(),
    items: () => bodies.items(),
    bytes: () => bodies.bytes(),
  };
}

test('it holds no more than its bound, however much is stored', () => {
  const local = openBodies();
  let most = 0;
  for (let i = 0; i < 10_000; i += 1) {
    local.set(`key ${i}`, Buffer.alloc(1_000));
    most = Math.max(most, local.bytes());
  }
  assert.ok(most <= limitBytes, `${most} bytes`);
  assert.ok(most > limitBytes / 2, 'and makes use of it');
  assert.ok(local.get('key 9999'));
  assert.equal(local.get('key 0'), undefined);
});

test('what is asked for stays; what is not goes', () => {
  const local = openBodies();
  local.set('asked', Buffer.from('a'));
  local.set('forgotten', Buffer.from('f'));
  for (let i = 0; i < 10_000; i += 1) {
    local.set(`key ${i}`, Buffer.alloc(1_000));
    assert.ok(local.get('asked'), `after ${i}`);
  }
  assert.equal(local.get('forgotten'), undefined);
});

test('a body is the very Buffer that was stored, not a copy', () => {
  const local = openBodies();
  const body = Buffer.from('{}');
  local.set('key', body);
  assert.equal(local.get('key'), body);
});

test('storing twice counts once, and one that fills the bound is not kept', () => {
  const local = openBodies();
  local.set('key', Buffer.alloc(1_000));
  const bytes = local.bytes();
  local.set('key', Buffer.alloc(1_000));
  assert.equal(local.bytes(), bytes);
  local.set('large', Buffer.alloc(limitBytes));
  assert.equal(local.get('large'), undefined);
});

test('cleared, it is empty', () => {
  const local = openBodies();
  local.set('key', Buffer.from('{}'));
  local.clear();
  assert.equal(local.get('key'), undefined);
  assert.equal(local.items(), 0);
  assert.equal(local.bytes(), 0);
});
