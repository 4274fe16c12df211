import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeyPress, keyHelp, readKey } from './keys.ts';

function press(key: string, rest: Partial<KeyPress> = {}) {
  const none = { ctrlKey: false, metaKey: false, altKey: false, typing: false, afterG: false };
  return readKey({ key, on: 'elsewhere', ...none, ...rest });
}

test('keys are commands outside of fields', () => {
  assert.deepEqual(press('n'), { do: 'add' });
  assert.deepEqual(press('/'), { do: 'search' });
  assert.deepEqual(press('ArrowDown'), { do: 'next' });
  assert.deepEqual(press('?'), { do: 'help' });
});

test('no key is taken from someone who types, or from the browser', () => {
  for (const key of ['n', 'a', '/', 'j', 'z', '?', 'x', ' ', 'Delete', 'ArrowUp', 'g']) {
    assert.equal(press(key, { typing: true, on: 'row' }), undefined, key);
    assert.equal(press(key, { ctrlKey: true, on: 'title' }), undefined, key);
    assert.equal(press(key, { metaKey: true, on: 'title' }), undefined, key);
  }
});

test('what is done to a to-do needs one with the focus', () => {
  assert.equal(press('x'), undefined);
  assert.deepEqual(press('x', { on: 'row' }), { do: 'complete' });
  assert.deepEqual(press('Backspace', { on: 'title' }), { do: 'delete' });
  assert.deepEqual(press('ArrowUp', { on: 'title', altKey: true }), { do: 'move-up' });
  assert.equal(press('ArrowUp', { altKey: true }), undefined);
});

test('space completes on the title, and belongs to the checkbox and the buttons of the row', () => {
  assert.deepEqual(press(' ', { on: 'title' }), { do: 'complete' });
  assert.equal(press(' ', { on: 'row' }), undefined);
  assert.equal(press(' '), undefined);
});

test('g leads on only with a second key that is a place', () => {
  assert.deepEqual(press('g'), { do: 'await-go' });
  assert.deepEqual(press('t', { afterG: true }), { do: 'go', to: 'today' });
  assert.deepEqual(press('a', { afterG: true }), { do: 'go', to: 'all' });
  assert.deepEqual(press('j', { afterG: true }), { do: 'next' });
  assert.equal(press('t'), undefined);
});

test('the help names only keys that do something', () => {
  const names: Record<string, string> = { '↓': 'ArrowDown', '↑': 'ArrowUp', '⌫': 'Backspace' };
  const browsersOwn = ['Enter', 'Esc'];
  for (const printed of keyHelp.flatMap(({ keys }) => keys)) {
    if (browsersOwn.includes(printed)) continue;
    const [first = '', second] = printed.split(/ \+ | /);
    const afterG = first === 'g';
    const key = second ?? (first === 'Space' ? ' ' : first);
    const command = press(names[key] ?? key, { on: 'title', afterG, altKey: first === 'Alt' });
    assert.ok(command, printed);
  }
});
