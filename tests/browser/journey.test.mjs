// What a new user does, from the landing page to the deletion of their workspace: the web app, the
// gateway, the API, the operator and the IDE together, on a cluster.
//
// CODITECT_GIT_URL is a repository that takes the login `ada`, `secret`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ide, PATIENCE } from './ide.mjs';
import { IS_LOCAL, System } from './system.mjs';

const { CODITECT_SITE: site, CODITECT_GIT_URL: gitUrl } = process.env;
const skip = IS_LOCAL && 'it takes a cluster';
const WORKSPACE = 'app';
let system;
let page;
/** The tab of the web app. */
let home;
let ide;

before(async () => {
  if (skip) return;
  system = await System.start();
  const context = await system.browser.newContext({ viewport: { width: 1280, height: 860 } });
  context.setDefaultTimeout(PATIENCE);
  page = await context.newPage();
  home = new Ide(page);
});
after(() => system?.stop());

const button = name => page.getByRole('button', { name, exact: true });
const field = label => page.getByLabel(label, { exact: false }).first();
const heading = name => page.getByRole('heading', { name });
const screenshot = name => home.screenshot(`journey-${name}`);

test('a person registers and is at home', { skip }, async () => {
  await page.goto(site);
  await screenshot('1-landing');
  await page.getByRole('link', { name: 'Create your account' }).first().click();
  await field('What shall we call you?').fill('Ada');
  await field('E-mail address').fill('ada.lovelace@example.com');
  await page.locator('input[type=password]').fill('a sentence that only Ada knows');
  await button('Create account').click();
  await heading(/^Good (morning|afternoon|evening), Ada$/).waitFor();
  await screenshot('2-dashboard');
});

test('a credential for the git host is saved and not shown again', { skip }, async () => {
  await page.getByRole('link', { name: 'Profile' }).first().click();
  await page.getByText('Add a credential').click();
  await field('Host').fill(new URL(gitUrl).host);
  await field('User name').fill('ada');
  await field('Password or access token').fill('secret');
  await button('Save credential').click();
  await page.getByText(`Workspaces can now log in at ${new URL(gitUrl).host}.`).waitFor();
  assert.doesNotMatch(await page.content(), /secret/);
  await screenshot('3-profile');
});

test('a workspace is made from a private repository, and its set-up is watched', { skip }, async () => {
  await page.goto(`${site}/workspaces/new`);
  await field('Git repository').fill(gitUrl);
  await page.getByRole('textbox', { name: /^Name(?! on)/ }).fill(WORKSPACE);
  await page.getByText('Only the latest commit').click();
  await field('Start command').fill('sleep 2; echo set up > set-up.log');
  await screenshot('4-new');
  await button('Create workspace').click();
  await page.waitForURL(`**/workspaces/${WORKSPACE}/open`);
  await screenshot('5-opening');
  await page.waitForURL(`**/workspaces/${WORKSPACE}/editor`);
  const frame = page.frameLocator('iframe');
  await frame.locator('#theia-statusBar .codicon-home').waitFor();
  await screenshot('6-editor');
});

test('the repository is there as it was asked for', { skip }, async () => {
  await page.goto(`${site}/workspaces/${WORKSPACE}`);
  const address = await page.getByRole('link', { name: /--default/ }).first().getAttribute('href');
  ide = new Ide(await page.context().newPage(), address);
  await ide.open();
  await ide.reads('src/app.ts', 'export const greeting: string = "hello";\n');
  await ide.reads('set-up.log', 'set up\n');
  await ide.run('git rev-list --count HEAD > .git/count');
  await ide.reads('.git/count', '1\n');
});

test('what is typed is saved, run, committed and pushed', { skip }, async () => {
  await ide.openFile('app.ts');
  await ide.editor('app.ts').click();
  await ide.page.keyboard.press('Control+End');
  await ide.page.keyboard.type('console.log(greeting);');
  await ide.reads('src/app.ts', 'export const greeting: string = "hello";\nconsole.log(greeting);');
  await ide.run('node src/app.ts > .git/said && git commit -qam Change && git push -q && git ls-remote origin main | cut -c1-40 > .git/there && git rev-parse HEAD > .git/here');
  await ide.reads('.git/said', 'hello\n');
  const { text } = await ide.file('GET', '.git/HEAD');
  assert.equal(text, 'ref: refs/heads/main\n');
  await ide.reads('.git/there', await written('.git/here'));
  await ide.screenshot('journey-7-pushed');
});

/** What a file holds once something is in it. */
async function written(path) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const { status, text } = await ide.file('GET', path);
    if (status === 200 && text !== '') return text;
    await new Promise(done => setTimeout(done, 200));
  }
  throw new Error(`${path} is empty`);
}

test('a workspace that is stopped wakes by its address, with what was not saved', { skip }, async () => {
  await ide.write('.theia/settings.json', '{"files.autoSave": "off"}');
  await ide.openFile('README.md');
  await ide.editor('README.md').click();
  await ide.page.keyboard.press('Control+End');
  // The preference is read anew a moment after its file is written.
  await ide.page.keyboard.type('\nNot saved');
  await ide.tab('README.md').and(ide.page.locator('.theia-mod-dirty')).waitFor();
  await ide.kept();
  await ide.page.close();

  await page.goto(`${site}/workspaces/${WORKSPACE}`);
  await button(`Stop ${WORKSPACE}`).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Asleep').first().waitFor();
  await screenshot('8-asleep');

  const { url } = ide;
  ide = new Ide(await page.context().newPage(), url);
  await ide.page.goto(`${url}theia/`);
  await ide.page.waitForURL(`${url}theia/**`);
  await ide.ready();
  await ide.tab('README.md').click();
  const editor = ide.editor('README.md');
  await editor.getByText('Not saved').waitFor();
  assert.doesNotMatch((await ide.file('GET', 'README.md')).text, /Not saved/);
  await ide.screenshot('journey-9-awake');
});

test('half a minute without a network is nothing that one has to do anything about', { skip }, async () => {
  await ide.setOffline(true);
  await ide.page.waitForTimeout(30_000);
  await ide.setOffline(false);
  await ide.run('echo again > .git/again');
  await ide.reads('.git/again', 'again\n');
});

test('a workspace is deleted by its name, and says what stays', { skip }, async () => {
  await page.goto(`${site}/workspaces/${WORKSPACE}`);
  await button('Delete').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Its files are kept on these volumes:').waitFor();
  await screenshot('10-delete');
  await dialog.getByRole('textbox').fill(WORKSPACE);
  await dialog.getByRole('button', { name: 'Delete workspace' }).click();
  await page.waitForURL('**/workspaces');
  await page.getByText(`${WORKSPACE} is being deleted`).waitFor();
  assert.deepEqual(home.complaints, []);
});
