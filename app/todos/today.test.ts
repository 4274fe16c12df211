import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { todayIn } from './today.ts';

test('the day is that of the zone', () => {
  const moment = new Date('2026-03-28T23:30:00Z');
  assert.equal(todayIn('UTC', moment), '2026-03-28');
  assert.equal(todayIn('Europe/Madrid', moment), '2026-03-29');
  assert.equal(todayIn('America/Los_Angeles', moment), '2026-03-28');
  assert.equal(todayIn('Pacific/Kiritimati', moment), '2026-03-29');
  assert.equal(todayIn('Pacific/Pago_Pago', moment), '2026-03-28');
});

test('it begins at midnight, also on days of 23 and 25 hours', () => {
  const days = { '2026-03-29': '+01:00', '2026-10-25': '+02:00', '2026-03-30': '+02:00' };
  for (const [day, offset] of Object.entries(days)) {
    const midnight = Date.parse(`${day}T00:00:00${offset}`);
    assert.equal(todayIn('Europe/Madrid', new Date(midnight)), day);
    assert.notEqual(todayIn('Europe/Madrid', new Date(midnight - 1)), day);
  }
});

test('at no moment are there days on earth that are far apart', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const years = { min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(years), (moment) => {
      const days = [...new Set(zones.map((zone) => todayIn(zone, moment)))].sort();
      assert.ok(days.every((day) => /^\d{4}-\d\d-\d\d$/.test(day)));
      const span = Date.parse(days.at(-1)!) - Date.parse(days[0]!);
      assert.ok(span <= 2 * 86_400_000, days.join());
    }),
    { numRuns: 20 },
  );
});
