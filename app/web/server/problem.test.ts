import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, fieldMessage, formMessage, readProblem, retryAfterMs } from './problem.ts';

test('reads problem+json with its fields and Retry-After', () => {
  const response = new Response(null, { status: 503, headers: { 'Retry-After': '7' } });
  const errors = [{ field: 'title', message: 'must not be empty' }];
  const problem = readProblem(response, JSON.stringify({ title: 'T', detail: 'D', errors }));
  assert.equal(problem.status, 503);
  assert.equal(problem.message, 'D');
  assert.equal(problem.retryAfterMs, 7_000);
  assert.equal(fieldMessage(problem, 'title'), 'Must not be empty.');
  assert.equal(formMessage(problem, ['title']), undefined);
  assert.equal(formMessage(problem, ['notes']), 'D');
});

test('makes something of any body', () => {
  for (const body of ['', 'null', '[]', '<html>', '"text"', '{"errors":1}']) {
    const problem = readProblem(new Response(null, { status: 502 }), body);
    assert.ok(problem instanceof ApiError && problem.message !== '', body);
    assert.deepEqual(problem.fields, []);
  }
});

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  assert.equal(retryAfterMs('Sat, 21 Nov 2026 10:00:05 GMT', now), 5_000);
  assert.equal(retryAfterMs('Sat, 21 Nov 2026 09:00:00 GMT', now), 0);
  assert.equal(retryAfterMs('soon', now), undefined);
  assert.equal(retryAfterMs(null), undefined);
});
