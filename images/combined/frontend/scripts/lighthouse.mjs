// Lighthouse on the main pages of the built app, with a mocked API; fails below the goal.
import { writeFile } from 'node:fs/promises';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { load, root } from './load.mjs';

const GOAL = 95;
const PAGES = {
  landing: '/',
  dashboard: '/dashboard',
  workspaces: '/workspaces',
  workspace: '/workspaces/engine',
};
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];

const { Server, SITE } = await load('tests/browser/server.ts');
const { newWorld } = await load('tests/mock/world.ts');
const { CHROMIUM, FLAGS } = await load('tests/browser/chromium.ts');

async function audit(path, form) {
  const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ['--headless=new', ...FLAGS] });
  const flags = { port: chrome.port, onlyCategories: CATEGORIES, logLevel: 'error' };
  const result = await lighthouse(
    SITE + path,
    flags,
    form === 'desktop' ? desktopConfig : undefined,
  );
  await chrome.kill();
  return result.lhr;
}

const scoresOf = (lhr) =>
  Object.fromEntries(
    CATEGORIES.map((name) => [name, Math.round(lhr.categories[name].score * 100)]),
  );

const server = new Server(`${root}dist`, newWorld());
await server.listen();
const rows = [];
for (const form of ['mobile', 'desktop']) {
  for (const [page, path] of Object.entries(PAGES)) {
    const lhr = await audit(path, form);
    rows.push({ form, page, ...scoresOf(lhr) });
    if (process.env.REPORTS)
      await writeFile(`${process.env.REPORTS}/${page}-${form}.json`, JSON.stringify(lhr));
  }
}
await server.close();

console.table(rows);
if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
const low = rows.filter((row) => CATEGORIES.some((name) => row[name] < GOAL));
if (low.length > 0) {
  console.error(
    `error: below ${GOAL}: ${low.map(({ page, form }) => `${page} (${form})`).join(', ')}`,
  );
  process.exitCode = 1;
}
