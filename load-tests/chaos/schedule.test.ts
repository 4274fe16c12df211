import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faults } from './faults/all.ts';
import { scheduleOf } from './schedule.ts';

const seeds = fc.nat(1_000_000);

test('every fault happens once, and never two of one part at the same time', () => {
  const property = fc.property(seeds, (seed) => {
    const steps = scheduleOf(faults, seed);
    const happened = steps.flatMap((step) => step.faults.map(({ fault }) => fault.name));
    assert.deepEqual(happened.toSorted(), faults.map(({ name }) => name).toSorted());
    for (const step of steps) {
      const parts = step.faults.map(({ fault }) => fault.part);
      assert.equal(new Set(parts).size, parts.length);
      for (const { fault } of step.faults) {
        assert.ok(!fault.goesWith || parts.includes(fault.goesWith), fault.name);
      }
    }
  });
  fc.assert(property);
});

test('the seed decides: the same one brings the same schedule, another one another', () => {
  const property = fc.property(seeds, (seed) => {
    assert.deepEqual(scheduleOf(faults, seed), scheduleOf(faults, seed));
    assert.notDeepEqual(scheduleOf(faults, seed), scheduleOf(faults, seed + 1));
  });
  fc.assert(property);
});
