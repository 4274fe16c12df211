import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { refreshAll } from '../refresh.ts';
import { online, trouble } from '../server/connection.ts';
import { Icon } from './icons.tsx';

/** Says that the network or the server is away, and what happens about it. */
export function Banner() {
  return (
    <div role="status" class="banner-region">
      {!online.value ? <Offline /> : trouble.value && <Trouble />}
    </div>
  );
}

function Offline() {
  return (
    <div class="banner">
      <Icon name="offline" />
      <p>You are offline. What you see may be old, and can't be changed until you are back.</p>
    </div>
  );
}

function Trouble() {
  const { problem, retryAtMs } = trouble.value!;
  return (
    <div class="banner">
      <Icon name="offline" />
      <p>
        {problem.status === 0 ? 'Trio does not answer.' : 'Trio is not available just now.'}{' '}
        <span aria-hidden="true">
          <Countdown untilMs={retryAtMs} />
        </span>
        <span class="visually-hidden">It is tried again by itself.</span>
      </p>
      <button type="button" class="button small" onClick={refreshAll}>
        Try now
      </button>
    </div>
  );
}

function Countdown({ untilMs }: { untilMs: number }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 500);
    return () => clearInterval(timer);
  }, [now]);
  const seconds = Math.ceil((untilMs - now.value) / 1000);
  return <>{seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…'}</>;
}
