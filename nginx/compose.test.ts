import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { parse } from 'yaml';
import { startUpstreams } from '../balancer/testing/upstream.ts';
import { freePort } from '../stack/ports.ts';
import { Supervisor } from '../stack/supervisor.ts';
import { testFolder } from '../testing/folder.ts';
import { until } from '../testing/polling.ts';
import { requireProgram } from '../testing/programs.ts';
import { testScope } from '../testing/scope.ts';
import { renderNginx, substitute } from './render.ts';

interface Service {
  image: string;
  user?: string;
  restart: string;
  read_only: boolean;
  privileged?: boolean;
  cap_drop: string[];
  cap_add?: string[];
  security_opt: string[];
  networks: string[];
  ports?: string[];
  command?: string[];
  profiles?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  deploy: { replicas?: string; resources: { limits: { memory: string } } };
}

const root = new URL('../', import.meta.url);
const text = await readFile(new URL('docker-compose.yml', root), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
};
const { services } = compose;

/** The Compose project's own loader, which docker compose is built on: it needs no engine. */
const loader = 'github.com/compose-spec/compose-go/v2/cmd@v2.9.1';

test('is a file that Compose takes', async (t) => {
  const go = requireProgram(t, 'go');
  if (!go) return;
  const folder = await testFolder(t);
  const load = async (name: string, content: string) => {
    const file = join(folder, name);
    await writeFile(file, content);
    return promisify(execFile)(go, ['run', loader, '-no-interpolation', file]);
  };
  await load('docker-compose.yml', text);
  const wrong = load('wrong.yml', text.replace('restart: "no"', 'restrat: "no"'));
  await assert.rejects(wrong, /restrat/, 'the same check refuses what it does not know');
});

test('starts each service when what it needs is ready', () => {
  assert.deepEqual(services.app!.depends_on, {
    migrate: { condition: 'service_completed_successfully' },
    postgres: { condition: 'service_healthy' },
    memcached: { condition: 'service_healthy' },
  });
  assert.deepEqual(services.nginx!.depends_on, { app: { condition: 'service_healthy' } });
  const { migrate, postgres, memcached, nginx } = services;
  assert.equal(migrate!.restart, 'no');
  assert.deepEqual(migrate!.command, ['node', 'app/prepare.ts']);
  assert.deepEqual(migrate!.depends_on, { postgres: { condition: 'service_healthy' } });
  for (const { healthcheck } of [postgres!, memcached!, nginx!]) assert.ok(healthcheck?.test);
});

test('runs any number of servers without an edit of the file', () => {
  const { app, nginx } = services;
  assert.match(app!.deploy.replicas!, /^\$\{SERVERS:-3\}$/);
  // A name or a published port of its own would keep a second container from starting.
  assert.equal(app!.environment!.SERVER_NAME, undefined);
  assert.equal(app!.ports, undefined);
  assert.equal('container_name' in app! || 'hostname' in app!, false);
  // One name for all of them, asked for again while nginx runs, by as recent an nginx as that takes.
  const { TRIO_UPSTREAMS, TRIO_RESOLVER } = nginx!.environment!;
  assert.equal(TRIO_UPSTREAMS, 'server app:3000 max_fails=1 fail_timeout=1s resolve;');
  assert.match(TRIO_RESOLVER!, /^resolver 127\.0\.0\.11 valid=1s/);
  const [, major, minor] = /^nginx:(\d+)\.(\d+)-/.exec(nginx!.image)!;
  assert.ok(Number(major) === 1 && Number(minor) >= 28, nginx!.image);
});

test('gives each service no more than it needs', () => {
  for (const [name, service] of Object.entries(services)) {
    const once = name === 'migrate' || name === 'k6';
    assert.equal(service.restart, once ? 'no' : 'unless-stopped', name);
    assert.equal(service.read_only, true, name);
    assert.deepEqual([service.cap_drop, service.cap_add], [['ALL'], undefined], name);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    assert.equal(service.privileged, undefined, name);
    assert.match(service.deploy.resources.limits.memory, /^\d+[MG]$/, name);
    assert.doesNotMatch(service.image, /:latest$/, name);
    assert.ok(service.image.includes(':') || service.image === 'trio-app', name);
  }
  assert.deepEqual([services.nginx!.user, services.postgres!.user], ['101:101', 'postgres']);
});

test('is reached through nginx alone', () => {
  const published = Object.keys(services).filter((name) => services[name]!.ports);
  assert.deepEqual(published, ['nginx']);
  assert.equal(compose.networks.back!.internal, true);
  for (const name of ['app', 'migrate', 'postgres', 'memcached']) {
    assert.deepEqual(services[name]!.networks, ['back'], name);
  }
  assert.deepEqual(services.k6!.networks, ['front']);
  assert.deepEqual(services.k6!.profiles, ['load']);
});

test('has no secret in it', () => {
  const secrets = Object.values(services)
    .flatMap(({ environment = {} }) => Object.entries(environment))
    .filter(([name]) => /PASSWORD|SECRET|TOKEN/.test(name));
  assert.equal(secrets.length, 3);
  for (const [, value] of secrets) assert.match(value, /^\$\{POSTGRES_PASSWORD:\?[^}]+\}$/);
  assert.doesNotMatch(text, /:\/\/[^\s/@]+:[^\s/@]+@/, 'a password in a URL');
});

test('a password needs no escaping', () => {
  const { DATABASE_URL: connectionString } = services.app!.environment!;
  const before = process.env.PGPASSWORD;
  process.env.PGPASSWORD = 'p@ss:w/rd?#%';
  try {
    const { host, user, password, database } = new pg.Client({
      connectionString: connectionString!,
    });
    assert.deepEqual([host, user, database], ['postgres', 'trio', 'trio']);
    assert.equal(password, 'p@ss:w/rd?#%');
  } finally {
    if (before === undefined) delete process.env.PGPASSWORD;
    else process.env.PGPASSWORD = before;
  }
});

test('nginx takes turns by the variables that the container is given', async (t) => {
  const nginx = requireProgram(t, 'nginx');
  if (!nginx) return;
  const upstreams = await startUpstreams(t, 3);
  const [folder, port] = [await testFolder(t), await freePort()];
  const config = await renderNginx({ folder, host: '127.0.0.1', port, upstreams });
  // The name and its resolver are the container network's; the rest is as it is there.
  const directives = (parameters: string) =>
    upstreams.map(({ port }) => `server 127.0.0.1:${port} ${parameters};`).join(' ');
  const given = Object.entries(services.nginx!.environment!).map(([name, value]) => [
    name,
    value
      .replace(/^server app:3000 (.+) resolve;$/, (_, parameters) => directives(parameters))
      .replace(/^resolver .*$/, '')
      .replace(/^8080$/, `127.0.0.1:${port}`)
      .replace(/^\$\{NGINX_ACCESS_LOG:-off\}$/, `${folder}/access.log trio`)
      .replace(/^\$\{\w+:-(.*)\}$/, '$1'),
  ]);
  const template = await readFile(new URL('default.conf.template', import.meta.url), 'utf8');
  await mkdir(join(folder, 'conf.d'), { recursive: true });
  const site = substitute(template, Object.fromEntries(given));
  await writeFile(join(folder, 'conf.d/default.conf'), site);

  const url = `http://127.0.0.1:${port}`;
  const guard = new URL('stack/guard.ts', root).pathname;
  const logFile = join(folder, 'nginx.log');
  const service = {
    program: {
      name: 'nginx',
      script: [guard, nginx, '-c', config] as [string, ...string[]],
      logFile,
    },
    isReady: () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
  };
  const process = new Supervisor(service, { restart: false });
  testScope(t).defer(() => process.stop());
  await process.start();
  const served: (string | null)[] = [];
  for (let i = 0; i < 6; i++) served.push((await fetch(`${url}/a`)).headers.get('x-served-by'));
  assert.deepEqual([...new Set(served)].sort(), ['app-1', 'app-2', 'app-3']);
  assert.deepEqual(served.slice(0, 3), served.slice(3));
  const log = () => readFile(join(folder, 'access.log'), 'utf8');
  await until('it is logged', async () => (await log()).split('"path":"/a"').length > 6);
  const entry = JSON.parse((await log()).trimEnd().split('\n').at(-1)!);
  assert.deepEqual([entry.status, entry.upstream], [200, served[5]]);
});
