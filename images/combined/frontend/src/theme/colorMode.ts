import { create } from 'zustand';
import { type ColorMode, paint, storedMode, storeMode } from './paint';

interface ColorModeState {
  mode: ColorMode;
  setMode: (mode: ColorMode) => void;
}

export const useColorMode = create<ColorModeState>()((set) => ({
  mode: storedMode(),
  setMode: (mode) => {
    storeMode(mode);
    paint();
    set({ mode });
  },
}));

/** Follows the system when it changes its mode. */
export function followSystemMode(): void {
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
}
