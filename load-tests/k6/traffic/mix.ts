import exec from 'k6/execution';
import { settings } from '../settings/settings.ts';
import { read, write } from './requests.ts';
import type { Visitor } from './traffic.ts';
import { viewAt, viewCount } from './views.ts';
import { createZipf, type Zipf } from './zipf.ts';

/**
 * One operation of YCSB's core workloads: reads one of the account's views or updates one of its
 * to-dos, each chosen by Zipf's law. `updates` is the share of updates.
 */
export function operate({ account, random }: Visitor, { updates }: { updates: number }): void {
  const { cookie, todos } = account;
  if (random() >= updates) {
    const rank = popularity(viewCount(account)).rank(random());
    read(viewAt(account, rank), cookie);
    return;
  }
  const id = todos[popularity(todos.length).rank(random())];
  if (!id) exec.test.abort('an account has no to-dos to update: npm run seed');
  const body = { priority: Math.floor(random() * 4) };
  write({ route: 'update', method: 'PATCH', path: `/api/todos/${id}`, body, status: 200 }, cookie);
}

const popularities = new Map<number, Zipf>();

/** Made once for each count: accounts mostly have the same number of things. */
function popularity(count: number): Zipf {
  const known = popularities.get(count);
  if (known) return known;
  const made = createZipf(count, settings.zipf);
  popularities.set(count, made);
  return made;
}
