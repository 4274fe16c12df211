import { z } from 'zod';
import { position, text } from '../http/fields.ts';
import { timeZoneNamed } from './today.ts';

export const views = ['all', 'today', 'upcoming', 'completed', 'trash'] as const;

const title = text({ min: 1, max: 500 });
const notes = text({ max: 20_000, multiline: true });
const label = text({ min: 1, max: 50 });
const labels = z
  .array(label)
  .max(20)
  .transform((all) => [...new Set(all)]);
const priority = z.int().min(0).max(3);

const dueForms = 'must be a date (2026-11-21) or a date with time (2026-11-21T09:30:00Z)';

/**
 * A day (`2026-11-21`, wherever the reader is) or a moment (`2026-11-21T09:30:00Z`, any offset),
 * which becomes one in UTC: Postgres knows fewer offsets. Years are those of four digits.
 */
const due = z
  .union(
    [z.iso.date(dueForms), z.iso.datetime({ offset: true, error: dueForms }).transform(inUtc)],
    dueForms,
  )
  .pipe(z.string().regex(/^(?!0000)\d{4}-/, dueForms));

export const NewTodo = z.strictObject({
  title,
  listId: z.uuid().optional(),
  notes: notes.default(''),
  due: due.nullable().default(null),
  priority: priority.default(0),
  labels: labels.default([]),
});

export const TodoPatch = z
  .strictObject({
    title,
    listId: z.uuid(),
    notes,
    due: due.nullable(),
    priority,
    labels,
    completed: z.boolean(),
    deleted: z.boolean(),
    position,
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change something');

/** `tz` (an IANA name) says whose midnight *today*, *upcoming* and *overdue* go by. */
const timeZone = z
  .string()
  .max(64)
  .transform((name, { addIssue }) => {
    const zone = timeZoneNamed(name);
    if (zone === undefined) addIssue('must be an IANA time zone, such as Europe/Madrid');
    return zone ?? z.NEVER;
  })
  .default('UTC');

export const TodoQuery = z.strictObject({
  view: z.enum(views).default('all'),
  list: z.uuid().optional(),
  label: label.optional(),
  q: text({ max: 200 }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
  tz: timeZone,
});

export const SummaryQuery = z.strictObject({ tz: timeZone });

export const Todo = z.object({
  id: z.uuid(),
  listId: z.uuid(),
  title: z.string(),
  notes: z.string(),
  completed: z.boolean(),
  completedAt: z.iso.datetime().nullable(),
  due: z.string().nullable(),
  priority,
  labels: z.array(z.string()),
  position: z.number(),
  version: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  deletedAt: z.iso.datetime().nullable(),
});
export const Todos = z.object({ todos: z.array(Todo), next: z.string().nullable() });

const Counts = z.object({
  open: z.int(),
  dueToday: z.int(),
  overdue: z.int(),
  completed: z.int(),
});
export const Summary = Counts.extend({
  lists: z.array(Counts.extend({ id: z.uuid() })),
  labels: z.array(Counts.extend({ label: z.string() })),
});

export type View = (typeof views)[number];
export type Todo = z.infer<typeof Todo>;
export type Todos = z.infer<typeof Todos>;
export type NewTodo = z.infer<typeof NewTodo>;
export type TodoPatch = z.infer<typeof TodoPatch>;
export type TodoQuery = z.infer<typeof TodoQuery>;
export type Summary = z.infer<typeof Summary>;

function inUtc(moment: string): string {
  return new Date(moment).toISOString();
}
