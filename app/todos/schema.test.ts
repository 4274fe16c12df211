import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { NewTodo, TodoPatch, TodoQuery } from './schema.ts';

const isTaken = (todo: object) => NewTodo.safeParse({ title: 'a', ...todo }).success;

describe('due', () => {
  const dueOf = (due: unknown) => NewTodo.parse({ title: 'a', due }).due;

  test('a day stays a day', () => {
    for (const day of ['2026-11-21', '2024-02-29', '0001-01-01', '9999-12-31']) {
      assert.equal(dueOf(day), day);
    }
  });

  test('a moment is kept in UTC, with milliseconds', () => {
    assert.equal(dueOf('2026-11-21T09:30:00Z'), '2026-11-21T09:30:00.000Z');
    assert.equal(dueOf('2026-11-21T09:30:00+02:00'), '2026-11-21T07:30:00.000Z');
    assert.equal(dueOf('2026-11-21T09:30:00.123456-05:30'), '2026-11-21T15:00:00.123Z');
    assert.equal(dueOf('2026-11-21T09:30:00+23:59'), '2026-11-20T09:31:00.000Z');
  });

  test('what is no day of the calendar is refused', () => {
    const bad = [
      '2026-02-30',
      '2025-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '0000-01-01',
      '10000-01-01',
      '+010000-01-01',
      '-0001-01-01',
      '2026-11-21T25:00:00Z',
      '2026-11-21T09:30Z',
      '2026-11-21T09:30:00',
      '2026-11-21 09:30:00Z',
      '2026-11-21T09:30:00+24:00',
      '2026-02-30T09:30:00Z',
      '0000-06-01T00:00:00Z',
      '0001-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      '2026-11-21\0',
      'tomorrow',
      'infinity',
      '',
      0,
      Number.NaN,
      true,
      {},
    ];
    for (const due of bad) assert.ok(!isTaken({ due }), JSON.stringify(due));
  });

  test('whatever is taken is a day or a moment between the years 1 and 9999', () => {
    const date = fc.date({
      noInvalidDate: true,
      min: new Date('0000-01-01'),
      max: new Date('9999-12-31T23:59:59.999Z'),
    });
    const offset = fc.constantFrom('Z', '+14:00', '-12:00', '+23:59', '-23:59');
    fc.assert(
      fc.property(date, offset, (moment, zone) => {
        const due = moment.toISOString().replace('Z', zone);
        const result = NewTodo.safeParse({ title: 'a', due });
        if (!result.success) return;
        assert.match(result.data.due ?? '', /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        assert.equal(Date.parse(result.data.due!), Date.parse(due));
      }),
    );
  });
});

describe('numbers', () => {
  test('a priority is one of four', () => {
    for (const priority of [0, 1, 2, 3, -0]) assert.ok(isTaken({ priority }));
    for (const priority of [-1, 4, 1.5, '1', Number.NaN, Number.POSITIVE_INFINITY, null]) {
      assert.ok(!isTaken({ priority }), String(priority));
    }
  });

  test('a position leaves room on both sides', () => {
    for (const position of [0, -1.5, 1e12, -1e12, 2 ** -40]) {
      assert.ok(TodoPatch.safeParse({ position }).success);
    }
    for (const position of [
      1e308,
      -1e308,
      2 ** 53,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      '1',
      null,
    ]) {
      assert.ok(!TodoPatch.safeParse({ position }).success, String(position));
    }
  });

  test('a limit is a whole number from 1 to 200', () => {
    const limitOf = (limit: unknown) => TodoQuery.safeParse({ limit });
    assert.equal(limitOf('1').data?.limit, 1);
    assert.equal(limitOf('200').data?.limit, 200);
    for (const limit of ['0', '201', '-1', '1.5', 'abc', '', ' ', 'NaN', '\0']) {
      assert.ok(!limitOf(limit).success, JSON.stringify(limit));
    }
    assert.ok(!limitOf(['1', '2']).success);
  });
});

describe('labels', () => {
  test('are made the same and each taken once', () => {
    const { labels } = NewTodo.parse({ title: 'a', labels: [' home ', 'home', 'e\u0301', 'é'] });
    assert.deepEqual(labels, ['home', 'é']);
  });

  test('are refused where one is bad, or there are too many', () => {
    const many = Array.from({ length: 21 }, (_, i) => `label ${i}`);
    for (const labels of [many, [''], ['a\0'], ['a'.repeat(51)], [1], 'home', null, [['a']]]) {
      assert.ok(!isTaken({ labels }), JSON.stringify(labels));
    }
    assert.ok(isTaken({ labels: many.slice(0, 20) }));
  });
});

describe('a time zone', () => {
  const zoneOf = (tz: unknown) => TodoQuery.safeParse({ tz }).data?.tz;

  test('is one of the world, by the name that Postgres means by it, too', () => {
    assert.equal(zoneOf(undefined), 'UTC');
    assert.equal(zoneOf('Europe/Madrid'), 'Europe/Madrid');
    assert.equal(zoneOf('europe/madrid'), 'Europe/Madrid');
    assert.equal(zoneOf('GMT'), 'UTC');
    // By these Postgres means an offset without summer time, or another country's.
    assert.equal(zoneOf('CET'), 'Europe/Brussels');
    assert.equal(zoneOf('EET'), 'Europe/Athens');
    assert.equal(zoneOf('IST'), 'Asia/Calcutta');
  });

  test('is refused where there is none of that name', () => {
    // Postgres counts offsets to the west, everyone else to the east.
    const offsets = ['+01:00', '-05:00', '+01', '-0800'];
    for (const tz of [
      ...offsets,
      '',
      'Mars/Base',
      'Europe',
      '\0',
      "UTC'--",
      'a'.repeat(65),
      ['UTC', 'UTC'],
    ]) {
      assert.equal(zoneOf(tz), undefined, JSON.stringify(tz));
    }
  });
});

describe('a patch', () => {
  test('must change something, and knows nothing else', () => {
    assert.ok(!TodoPatch.safeParse({}).success);
    for (const patch of [{ id: 'a' }, { version: '1' }, { userId: 1 }, { deletedAt: null }]) {
      assert.ok(!TodoPatch.safeParse(patch).success, JSON.stringify(patch));
    }
    for (const patch of [
      { completed: null },
      { completed: 'true' },
      { deleted: 1 },
      { title: null },
    ]) {
      assert.ok(!TodoPatch.safeParse(patch).success, JSON.stringify(patch));
    }
    assert.ok(TodoPatch.safeParse({ due: null }).success);
  });
});
