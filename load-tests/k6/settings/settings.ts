import exec from 'k6/execution';
import { parseDuration } from './duration.ts';

/**
 * Settings of a run, from its environment: `k6 run -e NAME=value` or `NAME=value npm run load`.
 * Scenarios set their own defaults where sane values differ.
 */
export const settings = {
  /** Where the balancer, or one server, is. */
  baseUrl: (__ENV.BASE_URL || 'http://localhost:8080').replace(/\/$/, ''),
  /** The path of a file of accounts that are signed in already. */
  accountsFile: absolutePath('ACCOUNTS_FILE'),
  /** Number of accounts; of the seeded ones, unless there is a file. */
  users: number('USERS', { otherwise: 100, least: 1, whole: true }),
  /**
   * Visits or operations begun a second, however long each takes; where the rate varies, the
   * highest.
   */
  rate: (otherwise: number) => number('RATE', { otherwise, least: 1, whole: true }),
  /** Virtual users: the maximum of visits under way. */
  vus: (otherwise: number) => number('VUS', { otherwise, least: 1, whole: true }),
  durationMs: (otherwise: string) => duration('DURATION', { otherwise, least: 1 }),
  /** Duration of the same traffic before the measured part. */
  warmupMs: duration('WARMUP', { otherwise: '0', least: 0 }),
  /** The part of the visits that add and complete a to-do. */
  writes: number('WRITES', { otherwise: 0.2, least: 0, most: 1 }),
  /** The exponent of the popularity of accounts and views. */
  zipf: number('ZIPF', { otherwise: 0.99, least: 0 }),
  /** Runs with the same seed make the same visits in the same order. */
  seed: number('SEED', { otherwise: 1, least: 0, whole: true }),
  /** How many rates `breakpoint` tries. */
  steps: number('STEPS', { otherwise: 40, least: 1, whole: true }),
  /** Fails the run when 1 % of the reads take longer. */
  maxP99Ms: (otherwise: number) => number('MAX_P99_MS', { otherwise, least: 1 }),
  /** Fails the run when the hit rate is lower. */
  minHitRate: number('MIN_HIT_RATE', { otherwise: 0, least: 0, most: 1 }),
  /** Names of servers. k6 counts separately only what was named before the run. */
  serverNames: names(
    'SERVER_NAMES',
    [...Array(20).keys()].map((index) => `app-${index + 1}`),
  ),
};

interface Range {
  otherwise: number;
  least: number;
  most?: number;
  whole?: boolean;
}

function number(name: string, { otherwise, least, most = Infinity, whole = false }: Range): number {
  const value = Number(__ENV[name] || otherwise);
  if ((whole ? Number.isSafeInteger(value) : Number.isFinite(value)) && value >= least) {
    if (value <= most) return value;
  }
  const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  return refuse(name, `must be a ${whole ? 'whole ' : ''}number ${range}`);
}

function duration(name: string, { otherwise, least }: { otherwise: string; least: number }) {
  const ms = parseDuration(__ENV[name] || otherwise);
  if (ms !== undefined && ms >= least) return ms;
  return refuse(name, 'must be a duration, such as 90s or 1h30m');
}

/** k6 resolves a relative path against the script, not against the user's folder. */
function absolutePath(name: string): string | undefined {
  const path = __ENV[name] || undefined;
  if (path && !/^(\/|[A-Za-z]:)/.test(path)) return refuse(name, 'must be an absolute path');
  return path;
}

function names(name: string, otherwise: string[]): string[] {
  const given = (__ENV[name] || otherwise.join(',')).split(',').map((part) => part.trim());
  if (given.every((part) => /^[\w.-]+$/.test(part))) return given;
  return refuse(name, 'must be names, with commas between them');
}

/** Ends the run before it begins, with one line that names what is wrong. */
export function refuse(name: string, rule: string): never {
  exec.test.abort(`${name}: ${rule}, not "${__ENV[name]}"`);
  throw new Error(name);
}
