import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import pg from 'pg';
import { findProgram } from '../../stack/programs.ts';
import type { Stack } from '../../stack/stack.ts';
import type { Manifest } from '../trio-compare/model.ts';
import type { Options } from './options.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);
/** The npm packages that a request passes through. */
const packages = ['express', 'pg', 'memjs', 'node-cache', 'undici'];

/**
 * Everything that a result depends on, except the mode. Results with equal manifests are
 * comparable.
 */
export async function manifestOf(options: Options, stack: Stack, k6: string): Promise<Manifest> {
  const { modes: _modes, out: _out, against: _against, limitMs, trialS, ...parameters } = options;
  const search = limitMs === undefined ? 'none' : { limitMs, trialS };
  return {
    ...(await commit()),
    startedAt: new Date().toISOString(),
    versions: {
      node: process.version,
      k6: await firstLine(k6, ['version']),
      Postgres: await postgresVersion(stack.databaseUrl),
      ...(stack.memcached && { Memcached: await firstLine(findProgram('memcached'), ['-V']) }),
      ...(options.balancer === 'nginx' && { nginx: await firstLine(findProgram('nginx'), ['-v']) }),
      ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
    machine: machine(),
    parameters: { ...parameters, search },
  };
}

async function commit(): Promise<Partial<Pick<Manifest, 'commit' | 'dirty'>>> {
  try {
    const git = async (...args: string[]) => (await run('git', args, { cwd: root })).stdout.trim();
    return {
      commit: await git('rev-parse', 'HEAD'),
      dirty: (await git('status', '--porcelain')) !== '',
    };
  } catch {
    // Not a checkout, as in an image.
    return {};
  }
}

function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
  };
}

function versionOf(name: string): string {
  const path = new URL(`node_modules/${name}/package.json`, root);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** nginx prints its version on stderr. */
async function firstLine(program: string | undefined, args: string[]): Promise<string> {
  if (!program) return 'unknown';
  const { stdout, stderr } = await run(program, args);
  return (stdout || stderr).split('\n')[0]?.trim() ?? 'unknown';
}

async function postgresVersion(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return rows[0]?.server_version ?? 'unknown';
}
