import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from './config.ts';
import { chooseCacheMode } from './launcher.ts';

test('without any variable, three servers and the ports of the README', () => {
  const { port, adminPort, serverPorts, balancer, cacheMode } = parseConfig({ PORT: '' });
  assert.deepEqual([port, adminPort, ...serverPorts], [8080, 8081, 3001, 3002, 3003]);
  assert.deepEqual([balancer, cacheMode], ['node', undefined]);
});

for (const [env, message] of [
  [{ PORT: '0' }, /^PORT: must be a port/],
  [{ PORT: '8080.5' }, /^PORT: must be a port/],
  [{ SERVERS: 'three' }, /^SERVERS: must be a whole number from 1 to 20$/],
  [{ PORT: '3002' }, /overlap$/],
  [{ PORT: '8081' }, /overlap$/],
  [{ SERVER_PORT: '65534' }, /^SERVER_PORT: too high/],
  [{ CACHE_MODE: 'on' }, /^CACHE_MODE: must be one of off, local, memcached, tiered$/],
  [{ BALANCER: 'haproxy' }, /^BALANCER: must be one of node, nginx$/],
  [{ DATABASE_URL: 'mysql://localhost/x' }, /^DATABASE_URL: must be postgres:/],
  [{ MEMCACHED_SERVERS: 'localhost' }, /^MEMCACHED_SERVERS: must be host:port/],
] as const) {
  test(`${JSON.stringify(env)} is refused by name`, () => {
    assert.throws(() => parseConfig(env), { name: 'StartError', message });
  });
}

test('nginx has no admin port to collide with', () => {
  assert.equal(parseConfig({ BALANCER: 'nginx', PORT: '8081' }).port, 8081);
});

test('the cache mode is as asked for, or the best there is the means for', () => {
  assert.equal(chooseCacheMode(undefined, true), 'memcached');
  assert.equal(chooseCacheMode(undefined, false), 'local');
  assert.equal(chooseCacheMode('off', false), 'off');
  assert.equal(chooseCacheMode('tiered', true), 'tiered');
  assert.throws(() => chooseCacheMode('tiered', false), /^StartError: CACHE_MODE: tiered needs/);
});
