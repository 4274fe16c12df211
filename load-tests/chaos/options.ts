import { parseArgs } from 'node:util';
import { z } from 'zod';
import { modes } from '../../app/cache/mode.ts';
import { faults } from './faults/all.ts';
import type { RunOptions } from './run.ts';
import { variants } from './variants.ts';

const names = faults.map(({ name }) => name);

const Flags = z.strictObject({
  operations: z.coerce.number().int().min(1).default(20_000),
  mode: z.enum(modes).optional(),
  seed: z.coerce.number().int().min(0).default(1),
  variant: z.enum(Object.keys(variants)).optional(),
  fault: z.array(z.enum(names)).default(names),
  longest: z.coerce.number().positive().default(10),
});

export interface Options extends RunOptions {
  /** A wrong protocol that the checker must catch. */
  variant: string | undefined;
}

export const usage = `npm run chaos -- [options]

  --operations N  how many at least (20000); every fault happens at least once
  --mode M        ${modes.join(', ')}; without it, all in turn, 5 s each
  --seed S        of the choices of faults and clients (1)
  --variant V     a wrong protocol, which has to be caught: ${Object.keys(variants).join(', ')}
  --fault F       this fault only; may be given several times: ${names.join(', ')}
  --longest S     no fault lasts longer than so many seconds (10)`;

/** Parses the command line. Throws an error that names the bad option. */
export function parseOptions(args: string[]): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      operations: text,
      mode: text,
      seed: text,
      variant: text,
      fault: { type: 'string', multiple: true },
      longest: text,
    },
  });
  const parsed = Flags.safeParse(values);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `--${path.join()}: ${message}`);
    throw new Error(issues.join('; '));
  }
  const { operations, mode, seed, variant, fault, longest } = parsed.data;
  return {
    operations,
    mode,
    seed,
    variant,
    faults: faults.filter(({ name }) => fault.includes(name)),
    longestFaultMs: longest * 1_000,
    stopsAtViolation: variant !== undefined,
  };
}
