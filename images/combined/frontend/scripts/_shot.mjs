import { chromium } from 'playwright-core';
const b = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
const only = process.argv[2] ? process.argv[2].split(',') : null;
const pages = {
  landing: '/',
  login: '/login?x',
  register: '/register',
  dashboard: '/dashboard',
  workspaces: '/workspaces',
  new: '/workspaces/new',
  overview: '/workspaces/engine',
  editor: '/workspaces/engine/editor',
  opening: '/workspaces/tables/open',
  sessions: '/sessions',
  pools: '/pools',
  profile: '/profile',
  help: '/help',
  notfound: '/nope',
};
for (const [theme, width] of [
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
]) {
  const c = await b.newContext({
    viewport: { width, height: width > 500 ? 800 : 740 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const p = await c.newPage();
  p.on('console', (m) => console.log(theme, width, p.url(), m.type(), m.text().slice(0, 300)));
  p.on('pageerror', (e) => console.log(p.url(), 'ERR', e.message.slice(0, 300)));
  await p.clock.setFixedTime('2026-03-14T09:30:00Z');
  for (const [n, path] of Object.entries(pages)) {
    if (only && !only.includes(n)) continue;
    await p.goto('http://localhost:4173' + path);
    await p.waitForTimeout(500);
    if (n === 'login' || n === 'landing') {
    }
    await p.screenshot({ path: `/tmp/shots/${n}-${theme}-${width}.png`, fullPage: true });
  }
  await c.close();
}
await b.close();
