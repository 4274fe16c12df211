import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
export const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** The chosen theme. public/theme.js applies it before the first paint. */
export const theme = signal<Theme>('system');

/** Whether single keys are commands (WCAG 2.1.4: they can be turned off). */
export const singleKeys = signal(true);

/** Reads the preferences of this browser, and keeps them. Returns how to stop. */
export function startPreferences(): () => void {
  const stored = readStored('theme');
  theme.value = themes.find((each) => each === stored) ?? 'system';
  singleKeys.value = readStored('keys') !== 'off';
  const stops = [
    effect(() => {
      const chosen = theme.value;
      if (chosen === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = chosen;
      store('theme', chosen === 'system' ? null : chosen);
    }),
    effect(() => store('keys', singleKeys.value ? null : 'off')),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Changes from what is seen now to the other one. */
export function toggleTheme(): void {
  theme.value = isDark() ? 'light' : 'dark';
}

/** Whether it is dark now, by the reader's choice or the system's. */
export function isDark(): boolean {
  if (theme.value !== 'system') return theme.value === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

// Storage throws where the reader has blocked it; a preference then lasts as long as the page.
function readStored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // See readStored.
  }
}
