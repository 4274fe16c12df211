import { z } from 'zod';

/**
 * A place in a list that its user orders: between two others lies the number between theirs. Far
 * from where doubles end, so that there is always room before the first and after the last.
 */
export const position = z.number().min(-1e12).max(1e12);
