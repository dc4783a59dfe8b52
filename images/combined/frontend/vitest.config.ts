import { mergeConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import base from './vite.config.ts';

export default mergeConfig(
  base,
  defineConfig({
    test: {
      environment: 'jsdom',
      environmentOptions: { jsdom: { url: 'http://localhost:4173/' } },
      include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/pages/**/*.test.tsx'],
      setupFiles: ['tests/setup.ts'],
    },
  }),
);
