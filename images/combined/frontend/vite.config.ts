import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { bootFirst } from './scripts/bootFirst.mjs';
import { precompress } from './scripts/precompress.mjs';

/** The API in development. */
const api = process.env.CODITECT_API ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), bootFirst(), precompress()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
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
            { name: 'first', test: /src\/(app\/pages|place\/place|theme\/paint)\./, priority: 2 },
            { name: 'shared', test: /src\/(?!pages\/|main|boot)/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
});
