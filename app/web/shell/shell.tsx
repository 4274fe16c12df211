import { useEffect } from 'preact/hooks';
import { SettingsPage } from '../accounts/settings.tsx';
import { listenToKeys } from '../keyboard/shortcuts.ts';
import { LabPage } from '../lab/page.tsx';
import { ListDialog } from '../lists/list-dialog.tsx';
import { flushDeletions } from '../lists/lists.ts';
import { followLink, path, route } from '../navigation/navigation.ts';
import { refreshAll } from '../refresh.ts';
import { watchConnection } from '../server/connection.ts';
import { listen } from '../server/live.ts';
import { TodosPage } from '../todos/page.tsx';
import { Banner } from './banner.tsx';
import { Drawer } from './drawer.tsx';
import { Foot } from './foot.tsx';
import { Help } from './help.tsx';
import { NotFound } from './not-found.tsx';
import { Toasts } from './toasts.tsx';
import { Topbar } from './topbar.tsx';

/** The page of someone who is signed in. */
export function Shell() {
  useEffect(follow, []);
  useHeadingFocus();
  return (
    // biome-ignore lint/a11y: it only follows the links inside, which have keys of their own.
    <div class="shell" onClick={followLink}>
      <button type="button" class="skip-link" onClick={focusHeading}>
        Skip to the to-dos
      </button>
      <Drawer />
      <div class="column">
        <Topbar />
        <Banner />
        <main id="main">
          <CurrentPage />
        </main>
        <Foot />
      </div>
      <Toasts />
      <Help />
      <ListDialog />
    </div>
  );
}

function CurrentPage() {
  const current = route.value;
  switch (current.page) {
    case 'view':
    case 'list':
    case 'label':
      return <TodosPage route={current} />;
    case 'settings':
      return <SettingsPage />;
    case 'lab':
      return <LabPage />;
    default:
      return <NotFound what="page" />;
  }
}

function follow(): () => void {
  refreshAll();
  window.addEventListener('pagehide', flushDeletions);
  const stops = [
    listen('/api/events', { event: 'changed', onEvent: refreshAll, onMissed: refreshAll }),
    watchConnection(refreshAll),
    listenToKeys(),
    () => window.removeEventListener('pagehide', flushDeletions),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

// A new page begins at its heading, for those who can't see that it is new.
function useHeadingFocus(): void {
  const current = path.value;
  useEffect(() => {
    if (!document.querySelector('dialog[open]')) focusHeading();
  }, [current]);
}

function focusHeading(): void {
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}
