/** The accounts that `npm run seed` makes and the scenarios sign in with. */
export const seededPassword = 'seed-seed-seed';

/** `user-0001@example.test` for the first, number 1. */
export function seededEmail(number: number): string {
  return `user-${String(number).padStart(4, '0')}@example.test`;
}

/** What is in some of the seeded titles, so that a search finds something. */
export const seededWords = [
  'invoice',
  'garden',
  'kitchen',
  'passport',
  'meeting',
  'report',
  'bicycle',
  'library',
  'dentist',
  'birthday',
  'holiday',
  'budget',
];
