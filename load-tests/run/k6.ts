import { readFileSync } from 'node:fs';
import { findProgram } from '../../stack/programs.ts';

const folder = new URL('../', import.meta.url).pathname;

/** Where `npm run load:install` puts k6. */
export const k6Folder = `${folder}bin`;

/** The path of k6: on the PATH, or as built here. */
export function findK6(): string | undefined {
  return findProgram('k6', [k6Folder]);
}

/** The version that go.mod pins: `v2.2.0`. */
export function pinnedVersion(): string {
  const [, version] =
    /go\.k6\.io\/k6\/v2 (v\S+)/.exec(readFileSync(`${folder}go.mod`, 'utf8')) ?? [];
  if (!version) throw new Error('go.mod names no version of go.k6.io/k6/v2');
  return version;
}
