import type { Latency, Results, Run, Trial } from '../model.ts';
import { createRandom } from '../statistics/random.ts';
import { simulate } from './simulated.ts';

/** Results with everything in them that a report can show: three modes in five rounds. */
export function fullResults(): Results {
  const results = simulate({
    seed: 3,
    sets: { off: 1, memcached: 0.44, tiered: 0.38 },
    rounds: 5,
    noise: 0.05,
  });
  const runs = results.runs.map(withEverything);
  runs[4]!.invalid = ['k6 used 0.92 of a core, over 0.85'];
  return { ...results, manifest, runs, capacity: { limitMs: 50, trials } };
}

const manifest: Results['manifest'] = {
  commit: '1b4b1b7e0c8f0a6b1c3d5e7f9a1b2c3d4e5f6a7b',
  dirty: false,
  startedAt: '2026-11-25T01:54:00.000Z',
  parameters: { scenario: 'browse', rate: 200, duration: '30s', rounds: 5, seed: 1, users: 100 },
  versions: { node: '26.10.0', postgres: '18.4', memcached: '1.6.18', k6: '2.2.0' },
  machine: { system: 'Linux 6.1', cpu: 'two shared cores', memoryMb: 4096 },
};

const held: Record<string, number> = { off: 380, memcached: 720, tiered: 810 };

const trials: Trial[] = Object.entries(held).flatMap(([set, highest]) =>
  [200, 400, 600, 800, 1_000].map((rate) => {
    const p99Ms = 12 + 40 * (rate / highest) ** 3;
    const isHeld = p99Ms < 50;
    return { set, rate, p99Ms, held: isHeld, ...(!isHeld && { reason: 'p99 over the limit' }) };
  }),
);

function withEverything(run: Run, index: number): Run {
  const random = createRandom(index);
  const all = run.latencies[0]!;
  const outcomes: Latency[] =
    run.set === 'off'
      ? [{ ...all, by: 'outcome', name: 'bypass' }]
      : [
          { ...all, by: 'outcome', name: 'hit' },
          { ...all, by: 'outcome', name: 'miss', percentilesMs: slower(all.percentilesMs) },
        ];
  const warm = run.set === 'off' ? 0 : 96;
  const points = Array.from({ length: 30 }, (_, second): [number, number | null] => [
    second,
    Math.max(0, warm * (1 - Math.exp(-(second + 1) / 3)) + (warm && random() * 3 - 2)),
  ]);
  return {
    ...run,
    startedAt: new Date(Date.UTC(2026, 10, 25, 1, 54, index * 45)).toISOString(),
    latencies: [...run.latencies, ...outcomes],
    series: [{ name: 'hit rate (k6)', unit: '%', points }],
    servers: { 'app-1': 2_000, 'app-2': 2_001, 'app-3': 1_999 },
  };
}

function slower(times: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(times).map(([percentile, ms]) => [percentile, ms * 2.6]),
  );
}
