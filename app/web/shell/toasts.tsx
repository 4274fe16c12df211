import { dismiss, holdToast, releaseToast, type Toast, toasts } from '../undo.ts';
import { Icon } from './icons.tsx';

/** The messages at the foot of the page. Both regions are there from the start, to be announced. */
export function Toasts() {
  const shown = toasts.value;
  return (
    <div class="toasts">
      <div role="alert">{shown.filter((each) => each.tone === 'error').map(renderToast)}</div>
      <div role="status">{shown.filter((each) => each.tone === 'info').map(renderToast)}</div>
    </div>
  );
}

function renderToast(toast: Toast) {
  const { action } = toast;
  const hold = () => holdToast(toast);
  const release = () => releaseToast(toast);
  return (
    <div
      key={toast.id}
      class={`toast ${toast.tone}`}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocusIn={hold}
      onFocusOut={release}
    >
      <p>{toast.text}</p>
      {action && (
        <button type="button" class="toast-action" onClick={action.run}>
          {action.label}
        </button>
      )}
      <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismiss(toast)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
