import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { bootFirst } from './scripts/bootFirst.mjs';
import { precompress } from './scripts/precompress.mjs';

/** The API in development. */
const api = process.env.CODITECT_API ?? 'http://localhost:8080';

const source = fileURLToPath(new URL('src/', import.meta.url));
/** Whether a module is one of these files and folders of `src`. */
const oneOf = (paths: readonly string[]) => (id: string) =>
  paths.some((path) => id.startsWith(source + path));
const SHARED = [
  'api/',
  'app/',
  'i18n/',
  'live/',
  'place/',
  'state/',
  'theme/',
  'ui/',
  'workspace/',
];

export default defineConfig({
  plugins: [react(), bootFirst(), precompress()],
  resolve: { alias: { '@': source.slice(0, -1) } },
  build: {
    target: 'es2022',
    // A strict CSP takes scripts and fonts from files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: 'index.html', boot: 'src/boot.ts' },
      output: {
        // Few files: a page of its own each, what pages share, and what changes only with the lock file.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules/ },
            // What boot.ts needs, small and at once.
            {
              name: 'first',
              test: oneOf(['api/early.ts', 'app/pages.ts', 'place/place.ts', 'theme/paint.ts']),
              priority: 2,
            },
            { name: 'shared', test: oneOf(SHARED) },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
});
