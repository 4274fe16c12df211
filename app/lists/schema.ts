import { z } from 'zod';
import { position, text } from '../http/fields.ts';

export const colors = [
  'gray',
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
] as const;

const name = text({ min: 1, max: 100 });
const color = z.enum(colors);

export const NewList = z.strictObject({ name, color: color.default('gray') });
export const ListPatch = z
  .strictObject({ name, color, position })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change something');

export const List = z.object({
  id: z.uuid(),
  name: z.string(),
  color,
  inbox: z.boolean(),
  position: z.number(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export const Lists = z.object({ lists: z.array(List) });

export type List = z.infer<typeof List>;
export type Lists = z.infer<typeof Lists>;
export type NewList = z.infer<typeof NewList>;
export type ListPatch = z.infer<typeof ListPatch>;
