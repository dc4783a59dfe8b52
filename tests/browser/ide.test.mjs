// The IDE as a person sees it, in a real browser: where, is in `system.mjs`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { until } from './ide.mjs';
import { System } from './system.mjs';
import { themeExtension } from './vsix.mjs';

let system;
let ide;
const tabs = [];

before(async () => {
  system = await System.start();
  ide = await system.ide();
  tabs.push(ide);
});
after(() => system?.stop());

test('the status bar says which workspace it is, and leads back', async () => {
  const name = new URL(system.url).hostname.split('--')[0];
  await ide.status(name).waitFor();
  await ide.screenshot('ide');
});

test('files have icons of their kind, and colours follow the theme', async () => {
  await ide.write('notes.md', '# Notes\n');
  await ide.openFile('notes.md');
  const icon = ide.tab('notes.md').locator('.theia-file-icons-js, .lm-TabBar-tabIcon').first();
  assert.match(await icon.evaluate(element => getComputedStyle(element, '::before').fontFamily), /seti/);
  const background = () => ide.page.evaluate(() => getComputedStyle(document.body).getPropertyValue('--theia-editor-background').trim());
  const before = await background();
  await ide.command('Preferences: Color Theme');
  await ide.choose('Monokai');
  await ide.page.waitForFunction(before => getComputedStyle(document.body).getPropertyValue('--theia-editor-background').trim() !== before, before);
  await ide.screenshot('monokai');
  await ide.command('Preferences: Color Theme');
  await ide.choose('Light Modern');
});

test('at least twenty extensions are built in', async () => {
  await ide.command('Extensions: Show Built-in Extensions');
  const section = ide.page.locator('.theia-vsx-extensions-view-container');
  await section.waitFor();
  const extensions = ide.page.locator('.theia-vsx-extension');
  await extensions.nth(5).waitFor();
  const count = Number(await ide.page.evaluate(() => document.querySelectorAll('.theia-vsx-extension').length));
  await ide.screenshot('extensions');
  assert.ok(count >= 20, `only ${count} extensions`);
});

test('an extension is installed from a file', async () => {
  await ide.install('night.vsix', themeExtension('coditect-test-theme', 'Coditect Test Night'));
  await ide.notification('Completed installing').waitFor();
  // Its theme is there a moment later, and a list that is open does not change.
  await until(async () => {
    await ide.command('Preferences: Color Theme');
    const theme = ide.offer('Coditect Test Night');
    if ((await theme.count()) > 0) return theme.click().then(() => true);
    await ide.page.keyboard.press('Escape');
  }, () => 'the theme is not there');
  await ide.page.waitForFunction(() => getComputedStyle(document.body).getPropertyValue('--theia-editor-background').trim() === '#123456');
  await ide.screenshot('installed');
});

test('a change is staged and committed in the Source Control view', async () => {
  await ide.run('git init -q -b main . && git config user.email ada@example.com && git config user.name Ada && git commit -q --allow-empty -m First && echo done > git-is-ready');
  await ide.reads('git-is-ready', 'done\n');
  await ide.command('View: Toggle Source Control');
  const view = ide.page.locator('.theia-scm-main-container, #scm-view-container').first();
  await view.waitFor();
  const change = ide.page.locator('.scmItem').filter({ hasText: 'git-is-ready' }).first();
  // The rows below come later and may still move.
  await ide.page.locator('.scmItem').filter({ hasText: 'notes.md' }).first().waitFor();
  await change.hover();
  await change.locator('[title="Stage Changes"]').click();
  await ide.page.locator('#theia-left-content-panel').getByText('Staged Changes').first().waitFor();
  const message = ide.page.locator('#theia-left-content-panel textarea, #theia-left-content-panel .monaco-editor textarea').first();
  await message.fill('Second, from the view');
  await ide.page.keyboard.press('Control+Enter');
  await ide.screenshot('source-control');
  await ide.run('until git log --format=%s | grep -q view; do sleep 0.2; done; git log -1 --format=%s > log.txt');
  await ide.reads('log.txt', 'Second, from the view\n');
});

test('a program runs in the terminal', async () => {
  await ide.run('echo $((6*7)) > answer.txt');
  await ide.reads('answer.txt', '42\n');
  await ide.screenshot('terminal');
});

test('two tabs show the same file as it is', async () => {
  const second = await ide.sibling();
  tabs.push(second);
  await ide.write('shared.txt', 'one\n');
  await ide.openFile('shared.txt');
  await second.openFile('shared.txt');
  await ide.typeAtEnd('shared.txt', 'two');
  await second.editor('shared.txt').getByText('two').waitFor();
  await second.typeAtEnd('shared.txt', ' three');
  await ide.editor('shared.txt').getByText('two three').waitFor();
  await ide.reads('shared.txt', 'one\ntwo three');
  await second.screenshot('two-tabs');
  await second.page.close();
});

test('a tab that is opened again finds everything as it was', async () => {
  await ide.openFile('notes.md');
  const second = new ide.constructor(await ide.page.context().newPage(), system.url);
  tabs.push(second);
  await ide.page.close();
  await second.open();
  await second.tab('notes.md').waitFor();
  await second.screenshot('back');
  ide = second;
});

test('the network is gone for 30 s, and what was typed meanwhile is there', async () => {
  await ide.write('offline.txt', 'before\n');
  await ide.openFile('offline.txt');
  await ide.expecting(/net::ERR_|WebSocket connection to/, async () => {
    const back = setTimeout(30_000);
    await ide.setOffline(true);
    await ide.typeAtEnd('offline.txt', 'meanwhile');
    await ide.screenshot('offline');
    await back;
    await ide.setOffline(false);
  });
  await ide.reads('offline.txt', 'before\nmeanwhile');
});

test('the page comes back by itself when the backend was restarted', async () => {
  const signals = system.local ? ['SIGTERM', 'SIGKILL'] : ['SIGTERM'];
  for (const signal of signals) {
    const loaded = ide.page.waitForEvent('load');
    await ide.expecting(/status of 50[234]|WebSocket connection to|net::ERR_|Failed attaching to terminal/, async () => {
      await system.endBackend(ide, signal);
      await loaded;
      await ide.ready();
    });
    await ide.run(`echo ${signal} > again.txt`);
    await ide.reads('again.txt', `${signal}\n`);
    await ide.screenshot(`again-${signal}`);
  }
});

test('the browser has nothing to complain of', () => assert.deepEqual(tabs.flatMap(tab => tab.complaints), []));
