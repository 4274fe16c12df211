import type { TestContext } from 'node:test';

const scopes = new WeakMap<TestContext, AsyncDisposableStack>();

/**
 * What a test has opened, to be closed after it in reverse order: `t.after` runs its hooks in the
 * order in which they were given, which closes the ground before what stands on it.
 */
export function testScope(t: TestContext): AsyncDisposableStack {
  const known = scopes.get(t);
  if (known) return known;
  const scope = new AsyncDisposableStack();
  scopes.set(t, scope);
  t.after(() => scope.disposeAsync());
  return scope;
}
