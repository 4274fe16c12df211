import { seededWords } from './accounts.ts';
import { pick } from './random.ts';

/** Whose to-dos are made. */
export interface Owner {
  id: string;
  version: string;
  /** Ids, in the order of `seededListNames`. */
  lists: string[];
}

export const seededListNames = ['Inbox', 'Work', 'Home', 'Errands'];

/** The columns of `todos` that a row gives, in its order. */
export const columns = [
  'user_id',
  'list_id',
  'title',
  'notes',
  'due_on',
  'priority',
  'labels',
  'position',
  'completed_at',
  'deleted_at',
  'version',
];

export interface Rows {
  owners: Owner[];
  /** For each owner. */
  todos: number;
  random: () => number;
  now: Date;
}

const verbs = ['Call about', 'Look after', 'Plan', 'Finish', 'Pay for', 'Write down', 'Book'];
const labels = ['lab', 'family', 'money', 'waiting', 'soon'];
const dayMs = 86_400_000;
const null_ = '\\N';

/**
 * The rows in the text format of COPY, a chunk for each owner. Of ten to-dos, about seven are open,
 * of which four have a due date within two weeks; two or three are completed, and some in the trash.
 */
export function* todoRows({ owners, todos, random, now }: Rows): Generator<string> {
  for (const owner of owners) {
    const lines: string[] = [];
    for (let i = 0; i < todos; i += 1) lines.push(row(owner, { place: i, random, now }));
    yield lines.join('');
  }
}

interface Draw {
  place: number;
  random: () => number;
  now: Date;
}

function row(owner: Owner, { place, random, now }: Draw): string {
  const state = random();
  const past = new Date(now.getTime() - random() * 60 * dayMs).toISOString();
  const fields = [
    owner.id,
    pick(owner.lists, random),
    `${pick(verbs, random)} the ${pick(seededWords, random)} and the ${pick(seededWords, random)}`,
    random() < 0.3 ? `Ask for the ${pick(seededWords, random)}; see the notes of last time.` : '',
    random() < 0.6 ? day(now, Math.floor(random() * 18) - 3) : null_,
    String(Math.floor(random() * 4)),
    random() < 0.4 ? `{${pick(labels, random)}}` : '{}',
    String(place),
    state >= 0.7 && state < 0.95 ? past : null_,
    state >= 0.95 ? past : null_,
    owner.version,
  ];
  return `${fields.join('\t')}\n`;
}

function day(now: Date, offset: number): string {
  return new Date(now.getTime() + offset * dayMs).toISOString().slice(0, 10);
}
