import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { path } from '../navigation/navigation.ts';
import { Dialog } from './dialog.tsx';
import { Sidebar } from './sidebar.tsx';

export const drawerOpen = signal(false);

const wide = '(min-width: 60rem)';

/** The sidebar: beside the page where there is room, otherwise a drawer that opens over it. */
export function Drawer() {
  const fits = useSignal(matchMedia(wide).matches);
  useEffect(() => {
    const query = matchMedia(wide);
    const update = () => {
      fits.value = query.matches;
      drawerOpen.value = false;
    };
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  }, [fits]);

  const current = path.value;
  useEffect(() => {
    drawerOpen.value = false;
  }, [current]);

  if (fits.value) return <Sidebar class="sidebar" />;
  if (!drawerOpen.value) return null;
  return (
    <Dialog title="Trio" class="drawer" onClose={() => (drawerOpen.value = false)}>
      <Sidebar class="sidebar-in-drawer" />
    </Dialog>
  );
}
