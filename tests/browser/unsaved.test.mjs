// Text that is in no file yet outlives the page and the backend.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { System } from './system.mjs';

let system;
let ide;
const tabs = [];

before(async () => {
  system = await System.start();
  ide = await system.tab();
  tabs.push(ide);
  await ide.open();
  await ide.command('File: Auto Save');
});
after(() => system?.stop());

const isDirty = name => ide.page.locator('#theia-main-content-panel .lm-TabBar-tab.theia-mod-dirty').filter({ hasText: name });

/** A new tab instead of the old one, which is not asked whether it may go. */
async function reopen() {
  const next = new ide.constructor(await ide.page.context().newPage(), system.url);
  tabs.push(next);
  await ide.page.close({ runBeforeUnload: false });
  await next.open();
  ide = next;
}

async function comesBack(name, text) {
  await isDirty(name).waitFor();
  await isDirty(name).click();
  await ide.editor(name).getByText(text).first().waitFor();
}

test('what is typed and not saved comes back, unsaved, when the backend was killed', async () => {
  await ide.write('draft.txt', 'saved\n');
  await ide.openFile('draft.txt');
  await ide.typeAtEnd('draft.txt', 'never saved');
  await ide.command('File: New Untitled Text File');
  await ide.editor('Untitled-1').waitFor();
  await ide.typeAtEnd('Untitled-1', 'in no file at all');
  await ide.kept();
  const loaded = ide.page.waitForEvent('load');
  await ide.expecting(/status of 50[234]|WebSocket connection to|net::ERR_|Failed attaching to terminal/, async () => {
    await system.endBackend(ide, 'SIGKILL');
    await loaded;
    await ide.ready();
  });
  await comesBack('draft.txt', 'never saved');
  await comesBack('Untitled-1', 'in no file at all');
  await ide.screenshot('unsaved');
  await ide.reads('draft.txt', 'saved\n');
});

test('it comes back in another browser, too', async () => {
  await ide.page.close({ runBeforeUnload: false });
  ide = await system.ide();
  tabs.push(ide);
  await comesBack('draft.txt', 'never saved');
  await comesBack('Untitled-1', 'in no file at all');
});

test('a second tab leaves to the first what is open there', async () => {
  const second = await ide.sibling();
  tabs.push(second);
  await second.openFile('draft.txt');
  assert.equal(await second.editor('draft.txt').getByText('never saved').count(), 0);
  await second.page.close();
});

test('a file that was changed meanwhile is not overwritten: the text is beside it', async () => {
  await ide.kept();
  await ide.page.close({ runBeforeUnload: false });
  const other = await system.tab();
  await other.page.goto(`${system.url}theia/coditect/files/`);
  await other.write('draft.txt', 'somebody else\n');
  ide = other;
  tabs.push(ide);
  await ide.open();
  await ide.notification('draft.txt was changed by something else').waitFor();
  await ide.reads('draft.txt', 'somebody else\n');
  await comesBack('Untitled-1.txt', 'never saved');
});

test('what is saved is kept no longer', async () => {
  await ide.openFile('draft.txt');
  await ide.typeAtEnd('draft.txt', 'mine');
  await isDirty('draft.txt').waitFor();
  await ide.page.keyboard.press('Control+s');
  await ide.reads('draft.txt', 'somebody else\nmine');
  await ide.kept();
  await reopen();
  await comesBack('Untitled-1.txt', 'never saved');
  assert.equal(await isDirty('draft.txt').count(), 0);
});

test('the browser has nothing to complain of', () => assert.deepEqual(tabs.flatMap(tab => tab.complaints), []));
