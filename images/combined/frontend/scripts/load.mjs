import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** The folder of the app. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** A TypeScript module of the app or its tests. */
export async function load(path) {
  const config = { root, configFile: `${root}vite.config.ts`, logLevel: 'error' };
  return (await runnerImport(`${root}${path}`, config)).module;
}
