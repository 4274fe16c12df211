import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, dayHeading, dayOf, dueDay, dueLabel, splitDue } from './due.ts';

test('a moment is on the day of the reader, a day is the same everywhere', () => {
  const moment = '2026-11-21T23:30:00Z';
  assert.equal(dueDay(moment, 'UTC'), '2026-11-21');
  assert.equal(dueDay(moment, 'Europe/Madrid'), '2026-11-22');
  assert.equal(dueDay(moment, 'America/New_York'), '2026-11-21');
  assert.equal(dueDay('2026-11-21', 'Pacific/Kiritimati'), '2026-11-21');
  assert.equal(dayOf(new Date('2026-03-29T01:30:00Z'), 'Europe/Madrid'), '2026-03-29');
});

test('days are counted over months, years and changes of the clock', () => {
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
  assert.equal(addDays('2026-03-29', 1), '2026-03-30');
  assert.equal(addDays('2026-01-01', -1), '2025-12-31');
});

test('labels name near days, and the year only when it is another', () => {
  const today = '2026-11-21';
  assert.equal(dueLabel('2026-11-21', today, 'UTC'), 'Today');
  assert.equal(dueLabel('2026-11-22', today, 'UTC'), 'Tomorrow');
  assert.equal(dueLabel('2026-11-20', today, 'UTC'), 'Yesterday');
  assert.equal(dueLabel('2026-11-27', today, 'UTC'), 'Fri 27 Nov');
  assert.equal(dueLabel('2027-01-04', today, 'UTC'), 'Mon 4 Jan 2027');
  assert.equal(dueLabel('2026-11-21T13:30:00Z', today, 'Europe/Madrid'), 'Today 14:30');
  assert.equal(dayHeading('2026-11-22', today), 'Tomorrow, Sunday 22 November');
  assert.equal(dayHeading('2026-11-24', today), 'Tuesday 24 November');
});

test('a due date is split as the inputs show it', () => {
  assert.deepEqual(splitDue(null, 'UTC'), { day: '', time: '' });
  assert.deepEqual(splitDue('2026-11-21', 'UTC'), { day: '2026-11-21', time: '' });
  assert.deepEqual(splitDue('2026-11-21T23:05:00Z', 'Europe/Madrid'), {
    day: '2026-11-22',
    time: '00:05',
  });
});
