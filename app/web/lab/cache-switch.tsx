import { useSignal } from '@preact/signals';
import type { CacheMode } from '../../cache/mode.ts';
import type { Lab } from '../../lab/schema.ts';
import { emptyCache, switching, switchMode } from './lab.ts';

const modes: { mode: CacheMode; text: string }[] = [
  { mode: 'off', text: 'Every read queries Postgres' },
  { mode: 'local', text: 'node-cache in each server' },
  { mode: 'memcached', text: 'Memcached, shared by all' },
  { mode: 'tiered', text: 'node-cache, then Memcached' },
];

/** The switch of the cache's mode, and the state that the cluster is in. */
export function CacheSwitch({ lab }: { lab: Lab }) {
  const { cache } = lab;
  return (
    <section class="card cache-switch">
      <fieldset class="modes">
        <legend>Cache mode</legend>
        {modes.map(({ mode, text }) => (
          <Mode key={mode} mode={mode} text={text} lab={lab} />
        ))}
      </fieldset>
      <div class="cache-state">
        <p>
          Pointers are <strong>{cache.pointers}</strong>, generation{' '}
          <strong>{cache.generation}</strong>, since{' '}
          <time dateTime={cache.since}>{new Date(cache.since).toLocaleString('en-GB')}</time>
          {cache.reason && `: ${cache.reason}`}
        </p>
        <EmptyButton />
      </div>
    </section>
  );
}

function Mode({ mode, text, lab }: { mode: CacheMode; text: string; lab: Lab }) {
  const available = lab.cache.available.includes(mode);
  const current = switching.value ?? lab.cache.mode;
  return (
    <label class="mode">
      <input
        type="radio"
        name="mode"
        value={mode}
        checked={current === mode}
        disabled={!available || switching.value !== undefined}
        onChange={() => void switchMode(mode)}
      />
      <span class="mode-name">{mode}</span>
      <span class="mode-text">{available ? text : whyNot(lab)}</span>
    </label>
  );
}

function EmptyButton() {
  const busy = useSignal(false);
  async function empty(): Promise<void> {
    busy.value = true;
    await emptyCache();
    busy.value = false;
  }
  return (
    <button type="button" class="button" disabled={busy.value} onClick={() => void empty()}>
      {busy.value ? 'Emptying…' : 'Empty the cache'}
    </button>
  );
}

function whyNot({ memcached, cache }: Lab): string {
  if (memcached.length === 0) return 'Needs Memcached; none is configured';
  if (memcached.every((each) => !each.up)) return 'Memcached does not answer';
  return cache.reason || 'Not available now';
}
