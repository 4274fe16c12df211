import { effect, signal } from '@preact/signals';
import { theme } from '../theme.ts';

/** Counts the changes of the theme, by the reader or the system: each redraws the canvases. */
export const paint = signal(0);

/** Notices changes of the theme. Returns how to stop. */
export function watchTheme(): () => void {
  const again = () => {
    paint.value += 1;
  };
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', again);
  const stop = effect(() => {
    theme.value;
    // The page has its new colours only when all effects of this change have run.
    const frame = requestAnimationFrame(again);
    return () => cancelAnimationFrame(frame);
  });
  return () => {
    stop();
    system.removeEventListener('change', again);
  };
}
