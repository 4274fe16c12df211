import type { List } from '../../lists/schema.ts';

/** A list's colours, in the order in which they are offered. */
export const colors = [
  'gray',
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
] as const satisfies readonly List['color'][];
