import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseConfig } from './config.ts';

const least = { DATABASE_URL: 'postgres://trio@127.0.0.1:5432/trio' };

function errorOf(env: Record<string, string>): string {
  try {
    parseConfig({ ...least, ...env });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`it was taken: ${JSON.stringify(env)}`);
}

test('the address of the database is all that must be given', () => {
  const config = parseConfig({ ...least, SERVER_NAME: 'app-1' });
  assert.partialDeepStrictEqual(config, {
    SERVER_NAME: 'app-1',
    HOST: '127.0.0.1',
    PORT: 3001,
    DATABASE_URL: least.DATABASE_URL,
    DATABASE_POOL_SIZE: 10,
    MEMCACHED_SERVERS: [],
    LOCAL_CACHE_MB: 64,
    TRUSTED_PROXIES: ['loopback'],
    DRAIN_MS: 1_500,
  });
});

test('an empty value counts as none, and foreign names are left alone', () => {
  const config = parseConfig({ ...least, PORT: '', ADMIN_EMAIL: '', PATH: '/bin' });
  assert.equal(config.PORT, 3001);
  assert.equal(config.ADMIN_EMAIL, undefined);
  assert.ok(!('PATH' in config));
});

test('lists are separated by commas, with blanks or without', () => {
  const config = parseConfig({
    ...least,
    MEMCACHED_SERVERS: 'one:11211, [::1]:11212,',
    TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,fd00::/8,192.0.2.1',
  });
  assert.deepEqual(config.MEMCACHED_SERVERS, ['one:11211', '[::1]:11212']);
  assert.deepEqual(config.TRUSTED_PROXIES, ['loopback', '10.0.0.0/8', 'fd00::/8', '192.0.2.1']);
});

test('addresses are compared in lower case', () => {
  assert.equal(parseConfig({ ...least, ADMIN_EMAIL: 'A@B.test' }).ADMIN_EMAIL, 'a@b.test');
});

describe('a bad value is named', () => {
  const bad: Record<string, string[]> = {
    SERVER_NAME: ['has spaces', 'a'.repeat(65), 'a\nb'],
    PORT: ['0', '65536', '3001.5', 'http', '-1'],
    DATABASE_URL: ['mysql://a/b', '127.0.0.1:5432'],
    DATABASE_POOL_SIZE: ['1', 'many', '1001'],
    MEMCACHED_SERVERS: ['localhost', 'a:b', 'a:0', 'a:65536', 'a:99999', 'http://a:1', 'a:1;b:2'],
    LOCAL_CACHE_MB: ['0', '-1', 'x'],
    ADMIN_EMAIL: ['nobody', 'a@b.test, c@d.test'],
    TRUSTED_PROXIES: [
      'nonsense',
      '10.0.0.0/33',
      '10.0.0',
      '10.0.0.0/',
      'fd00::/129',
      '10.0.0.0/8/8',
    ],
    SERVER_CONTROL: ['yes', 'ON', '1'],
    DRAIN_MS: ['-1', 'soon', '1.5'],
  };
  for (const [name, values] of Object.entries(bad)) {
    test(name, () => {
      for (const value of values) {
        const message = errorOf({ [name]: value });
        assert.match(message, new RegExp(`^${name}: `), value);
        assert.ok(!message.includes('\n'));
      }
    });
  }

  test('all of them at once', () => {
    const message = errorOf({ DATABASE_URL: '', PORT: 'x', DRAIN_MS: 'y' });
    for (const name of ['DATABASE_URL: is missing', 'PORT: ', 'DRAIN_MS: ']) {
      assert.ok(message.includes(name), message);
    }
  });
});
