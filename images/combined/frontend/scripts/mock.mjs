// Serves the built app with a mocked API, to look at.
import { load, root } from './load.mjs';

const { Server, SITE } = await load('tests/browser/server.ts');
const { newWorld } = await load('tests/mock/world.ts');
await new Server(`${root}dist`, newWorld()).listen();
console.log(SITE);
