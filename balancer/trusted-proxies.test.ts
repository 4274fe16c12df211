import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTrusted, parseTrustedProxies } from './trusted-proxies.ts';

test('trusts addresses, ranges and names of ranges, and nobody else', () => {
  const trusted = parseTrustedProxies('loopback, 10.1.0.0/16,2001:db8::/32, 192.0.2.7')!;
  for (const address of ['127.0.0.1', '::1', '10.1.255.1', '2001:db8::5', '192.0.2.7']) {
    assert.equal(isTrusted(trusted, address), true, address);
  }
  for (const address of ['128.0.0.1', '10.2.0.1', '2001:db9::1', '192.0.2.8', 'nonsense']) {
    assert.equal(isTrusted(trusted, address), false, address);
  }
  assert.equal(isTrusted(parseTrustedProxies('')!, '127.0.0.1'), false);
});

test('takes no list with anything else in it', () => {
  for (const list of ['all', '10.0.0.0/33', '::1/129', '10.0.0.0/8/8', '1.2.3', '10.0.0.0/x']) {
    assert.equal(parseTrustedProxies(list), undefined, list);
  }
});
