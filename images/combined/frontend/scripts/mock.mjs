// Serves the built app with a mocked API, to look at.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const load = async (path) =>
  (await runnerImport(`${root}${path}`, { root, configFile: `${root}vite.config.ts` })).module;
const { Server, SITE } = await load('tests/browser/server.ts');
const { newWorld } = await load('tests/mock/world.ts');
await new Server(`${root}dist`, newWorld()).listen();
console.log(SITE);
