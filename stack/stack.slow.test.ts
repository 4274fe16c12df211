import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStack } from '../testing/stack.ts';

for (const balancer of ['node', 'nginx'] as const) {
  test(`${balancer} gives consecutive requests to the servers in exact turns`, async (t) => {
    const stack = await startStack(t, { balancer });
    if (!stack) return;
    const names: (string | null)[] = [];
    for (let i = 0; i < 30; i += 1) {
      const answer = await fetch(`${stack.baseUrl}/api/openapi.json`);
      await answer.body?.cancel();
      names.push(answer.headers.get('x-served-by'));
    }
    const turn = names.slice(0, 3);
    assert.deepEqual([...turn].sort(), ['app-1', 'app-2', 'app-3']);
    assert.deepEqual(names, Array.from({ length: 10 }, () => turn).flat());
  });
}
