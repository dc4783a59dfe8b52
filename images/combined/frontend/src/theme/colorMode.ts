import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type ColorMode = 'system' | 'light' | 'dark';

interface ColorModeState {
  mode: ColorMode;
  setMode: (mode: ColorMode) => void;
}

/** What the person chose; the system's mode until they choose. */
export const useColorMode = create<ColorModeState>()(
  persist(
    (set) => ({
      mode: 'system',
      setMode: (mode) => {
        set({ mode });
      },
    }),
    {
      name: 'coditect-color-mode',
      partialize: ({ mode }) => ({ mode }),
    },
  ),
);

const systemIsDark = () => window.matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark under `mode`. */
export function isDark(mode: ColorMode): boolean {
  return mode === 'dark' || (mode === 'system' && systemIsDark().matches);
}

/** Keeps the page in the chosen mode. Runs before the first render, so that nothing flashes. */
export function applyColorMode(): void {
  const apply = () => {
    const dark = isDark(useColorMode.getState().mode);
    const root = document.documentElement;
    root.classList.toggle('dark', dark);
    root.classList.toggle('light', !dark);
    root.style.colorScheme = dark ? 'dark' : 'light';
  };
  apply();
  useColorMode.subscribe(apply);
  systemIsDark().addEventListener('change', apply);
}
