import { parseArgs } from 'node:util';
import { z } from 'zod';
import { modes } from '../../app/cache/mode.ts';

/** The options of `npm run compare`. */
export interface Options {
  /** Each mode is a set of runs. A mode named twice is compared with itself (A/A). */
  modes: Mode[];
  /** A name of `scenarios/`, one with a constant arrival rate. */
  scenario: string;
  rounds: number;
  /** Arrivals in a second. */
  rate: number;
  /** The measured part of a run, and what runs before it and is discarded. */
  durationS: number;
  warmupS: number;
  /**
   * `warm`: the measured part begins with what the warm-up left in the cache; `empty`: with
   * nothing.
   */
  cache: 'warm' | 'empty';
  users: number;
  todos: number;
  seed: number;
  balancer: 'node' | 'nginx';
  servers: number;
  /** The p99 in ms that the search's rates must hold; undefined for no search. */
  limitMs: number | undefined;
  /** Duration of one try of the search, in s. */
  trialS: number;
  /** Where the report goes; undefined for a folder of its own in results/. */
  out: string | undefined;
  /** An earlier results.json. */
  against: string | undefined;
}

export type Mode = (typeof modes)[number];

const whole = (least: number, most: number) =>
  z.coerce.number('must be a number').int('must be a whole number').min(least).max(most);
const flag = z.stringbool('must be yes or no');

const Flags = z.strictObject({
  modes: z
    .string()
    .default('off,memcached,tiered')
    .transform((list) => list.split(','))
    .pipe(
      z
        .array(z.enum(modes, `must be some of ${modes.join(', ')}`))
        .min(2, 'must be two at least; the same one twice compares it with itself'),
    ),
  scenario: z.string().default('browse'),
  rounds: whole(1, 100).optional(),
  rate: z.coerce.number('must be a number').positive().max(100_000).default(30),
  duration: whole(1, 3_600).optional(),
  warmup: whole(0, 600).optional(),
  cache: z.enum(['warm', 'empty'], 'must be warm or empty').default('warm'),
  users: whole(1, 9_999).default(100),
  todos: whole(20, 100_000).default(1_000),
  seed: whole(0, 2 ** 31).default(1),
  balancer: z.enum(['node', 'nginx'], 'must be node or nginx').default('node'),
  servers: whole(1, 20).default(3),
  search: flag.optional(),
  limit: whole(1, 60_000).default(100),
  trial: whole(1, 600).optional(),
  quick: z.boolean().default(false),
  out: z.string().optional(),
  against: z.string().optional(),
});

export const usage = `npm run compare -- [options]

  --modes LIST     the cache modes, the first being what the others are compared with
                   (off,memcached,tiered); of ${modes.join(', ')}; one that is
                   named twice is compared with itself
  --scenario NAME  a load scenario with a constant rate (browse)
  --rounds N       how often each mode runs (5)
  --rate R         arrivals in a second (30)
  --duration S     the measured part of a run (20)
  --warmup S       what runs before it and is discarded (5)
  --cache C        warm: measured with what the warm-up left in the cache; empty: with nothing (warm)
  --users N        seeded accounts (100), with --todos M to-dos each (1000)
  --seed S         of the visits and of the order of the runs (1)
  --servers N      how many servers (3)
  --balancer B     node or nginx (node)
  --search B       also search for the highest rate that each mode holds: yes or no (yes;
                   with --quick, no)
  --limit MS       by p99 under this (100), in tries of --trial S seconds (6)
  --quick          3 rounds of 8 s after 3 s, no search
  --against FILE   an earlier results.json; what ran then is compared with what runs now
  --out DIR        where the report goes (load-tests/results/TIME)`;

/** Parses the command line. Throws one error that names every bad option. */
export function parseOptions(args: string[]): Options {
  const names = Object.keys(Flags.shape);
  const { values } = parseArgs({
    args,
    options: Object.fromEntries(
      names.map((name) => [name, { type: name === 'quick' ? 'boolean' : 'string' } as const]),
    ),
  });
  const parsed = Flags.safeParse({ ...values });
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `--${path.join('.')}: ${message}`,
    );
    throw new Error(issues.join('; '));
  }
  const { quick, duration, warmup, trial, search, limit, out, against, rounds, ...rest } =
    parsed.data;
  const defaults = quick
    ? { rounds: 3, durationS: 8, warmupS: 3, trialS: 4 }
    : { rounds: 5, durationS: 20, warmupS: 5, trialS: 6 };
  return {
    ...rest,
    rounds: rounds ?? defaults.rounds,
    durationS: duration ?? defaults.durationS,
    warmupS: warmup ?? defaults.warmupS,
    trialS: trial ?? defaults.trialS,
    limitMs: (search ?? !quick) ? limit : undefined,
    out,
    against,
  };
}

/** Names of the sets, in order. A repeated mode gets a number. */
export function setNames(chosen: readonly Mode[]): string[] {
  return chosen.map((mode, index) => {
    const before = chosen.slice(0, index).filter((other) => other === mode).length;
    return before === 0 ? mode : `${mode} (${before + 1})`;
  });
}
