import type { Manifest } from './model.ts';

/** Parts that may differ between compared results. */
const version = ['commit', 'dirty', 'startedAt'];

export function withoutVersion(manifest: Manifest): Manifest {
  return Object.fromEntries(Object.entries(manifest).filter(([key]) => !version.includes(key)));
}

/** A line for each value that differs, except the version: `machine.cores: 2 then, 4 now`. */
export function manifestDifferences(then: Manifest, now: Manifest): string[] {
  const [one, other] = [then, now].map((each) => new Map(flattened(withoutVersion(each))));
  const keys = new Set([...one!.keys(), ...other!.keys()]);
  return [...keys]
    .filter((key) => one!.get(key) !== other!.get(key))
    .map(
      (key) => `${key}: ${one!.get(key) ?? 'nothing'} then, ${other!.get(key) ?? 'nothing'} now`,
    );
}

/** Every value under its path, in order: `[["k6.rate", "200"]]`. Lists are written in one line. */
export function flattened(value: unknown, path = ''): [path: string, value: string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[path, written(value)]];
  }
  return Object.entries(value).flatMap(([key, each]) =>
    flattened(each, path ? `${path}.${key}` : key),
  );
}

function written(value: unknown): string {
  if (typeof value === 'string') return value;
  const simple = Array.isArray(value) && value.every((each) => typeof each !== 'object');
  return simple ? value.join(', ') : JSON.stringify(value);
}
