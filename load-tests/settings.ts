/** What a run can be told by its environment; `k6 run -e NAME=value` or `NAME=value npm run load`. */
export const settings = {
  /** Where the balancer, or one server, is. */
  baseUrl: (__ENV.BASE_URL || 'http://localhost:8080').replace(/\/$/, ''),
  /** How many of the seeded accounts take part. */
  users: number('USERS', 100),
  /** New sessions in a second, however long each takes (an open model); 0: see `vus`. */
  rate: number('RATE', __ENV.VUS ? 0 : 20),
  /** Virtual users: at most so many at once with a rate; without one, each starts over when done. */
  vus: number('VUS', 50),
  /** A Go duration: `90s`, `5m`. */
  duration: __ENV.DURATION || '30s',
  /** The part of the sessions that add and complete a to-do. */
  writes: number('WRITES', 0.2),
  /** The exponent of the accounts' popularity. */
  zipf: number('ZIPF', 1),
  /** Sessions of the same number are the same in every run with the same seed. */
  seed: number('SEED', 1),
  /** Fails the run when a smaller part of the cacheable reads were hits. */
  minHitRate: number('MIN_HIT_RATE', 0),
};

function number(name: string, otherwise: number): number {
  const value = Number(__ENV[name] || otherwise);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name}: must be a number from 0`);
  return value;
}
