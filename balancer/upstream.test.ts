import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Readiness, Upstream, type UpstreamState } from './upstream.ts';

function open(...checks: [first: Readiness, ...more: Readiness[]]): Upstream {
  const upstream = new Upstream({ name: 'app-1', url: 'http://127.0.0.1:9' });
  const [first, ...more] = checks;
  upstream.begin(first);
  for (const readiness of more) upstream.checked(readiness);
  return upstream;
}

const ways: [state: UpstreamState, ...checks: [Readiness, ...Readiness[]]][] = [
  ['up', 'ready'],
  ['down', 'failed'],
  ['draining', 'draining'],
  ['up', 'ready', 'failed'],
  ['up', 'ready', 'failed', 'ready', 'silent'],
  ['down', 'ready', 'failed', 'silent'],
  ['draining', 'ready', 'draining'],
  ['down', 'failed', 'ready'],
  ['up', 'failed', 'ready', 'ready'],
  ['draining', 'failed', 'draining'],
  ['up', 'draining', 'ready', 'ready'],
  ['down', 'draining', 'failed', 'failed'],
];
for (const [state, ...checks] of ways) {
  test(`${checks.join(', ')}: ${state}`, () => assert.equal(open(...checks).state, state));
}

test('a refused request takes it out at once, and its next good check does not bring it back', () => {
  const upstream = open('ready', 'ready');
  upstream.refused();
  assert.equal(upstream.state, 'down');
  upstream.checked('ready');
  assert.equal(upstream.state, 'down');
  upstream.checked('ready');
  assert.equal(upstream.state, 'up');
  assert.equal(upstream.ejections, 1);
});

test('what can not happen throws: a second first check, and a check before the first', () => {
  assert.throws(() => open('ready').begin('ready'), /app-1: its first check has been made/);
  const unchecked = new Upstream({ name: 'app-1', url: 'http://127.0.0.1:9' });
  assert.throws(() => unchecked.checked('ready'), /app-1: its first check is still to be made/);
});
