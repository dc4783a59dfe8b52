export type ColorMode = 'system' | 'light' | 'dark';

const KEY = 'coditect-color-mode';

/** What the person chose; the system's mode until they choose. */
export function storedMode(): ColorMode {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function storeMode(mode: ColorMode): void {
  localStorage.setItem(KEY, mode);
}

/** Puts the page in the colors of the chosen mode. */
export function paint(): void {
  const mode = storedMode();
  const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const dark = mode === 'dark' || (mode === 'system' && systemIsDark);
  document.documentElement.classList.toggle('dark', dark);
  document.documentElement.classList.toggle('light', !dark);
}
