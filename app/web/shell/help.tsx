import { signal } from '@preact/signals';
import { keyHelp } from '../keyboard/keys.ts';
import { singleKeys } from '../theme.ts';
import { Dialog } from './dialog.tsx';

export const helpOpen = signal(false);

/** The keys and what they do. */
export function Help() {
  if (!helpOpen.value) return null;
  return (
    <Dialog title="Keyboard" onClose={() => (helpOpen.value = false)}>
      {!singleKeys.value && <p>Single keys are turned off in the settings.</p>}
      <dl class="keys">
        {keyHelp.map(({ keys, does }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
