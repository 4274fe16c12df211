import type { TestContext } from 'node:test';
import { findProgram } from '../stack/programs.ts';

const loadTestPrograms = new URL('../load-tests/bin', import.meta.url).pathname;

/** What tests need besides Node, and the line that installs it. */
const programs = {
  memcached: { names: ['memcached'], install: 'apt-get install memcached' },
  nginx: { names: ['nginx'], install: 'apt-get install nginx-light' },
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    install: 'apt-get install chromium',
  },
  go: { names: ['go'], install: 'https://go.dev/doc/install' },
  saslpasswd2: { names: ['saslpasswd2'], install: 'apt-get install sasl2-bin' },
  k6: { names: ['k6'], install: 'npm run load:install' },
};

export type ProgramName = keyof typeof programs;

/**
 * The path of a program that a test can't do without. Where it is missing, the test is skipped, by
 * name and with the line that installs it, and the caller gets undefined and returns; with `CI=true`
 * it fails instead.
 */
export function requireProgram(t: TestContext, name: ProgramName): string | undefined {
  const { names, install } = programs[name];
  for (const candidate of names) {
    const path = findProgram(candidate, [loadTestPrograms]);
    if (path) return path;
  }
  const reason = `needs ${name}: ${install}`;
  if (process.env.CI === 'true') throw new Error(reason);
  t.skip(reason);
  return undefined;
}
