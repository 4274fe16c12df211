import { isDark, toggleTheme } from '../theme.ts';
import { Search } from '../todos/search.tsx';
import { drawerOpen } from './drawer.tsx';
import { helpOpen } from './help.tsx';
import { Icon } from './icons.tsx';

/** Search, theme and help; and the menu, where the sidebar is a drawer. */
export function Topbar() {
  const dark = isDark();
  return (
    <header class="topbar">
      <button
        type="button"
        class="icon-button menu-button"
        aria-label="Open the menu"
        onClick={() => (drawerOpen.value = true)}
      >
        <Icon name="menu" />
      </button>
      <Search />
      <button
        type="button"
        class="icon-button"
        aria-label={dark ? 'Light theme' : 'Dark theme'}
        onClick={toggleTheme}
      >
        <Icon name={dark ? 'sun' : 'moon'} />
      </button>
      <button
        type="button"
        class="icon-button help-button"
        aria-label="Keyboard help"
        onClick={() => (helpOpen.value = true)}
      >
        <Icon name="help" />
      </button>
    </header>
  );
}
