// The IDE as a person sees it, in a real browser, through the gateway, in a real pod.
//
// CODITECT_SITE, CODITECT_WORKSPACE_URL, CODITECT_EMAIL and CODITECT_PASSWORD say where and who;
// `cargo test --test browser` starts a system of its own and sets them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ide, launch, login } from './ide.mjs';

const { CODITECT_SITE: site, CODITECT_WORKSPACE_URL: url, CODITECT_EMAIL: email, CODITECT_PASSWORD: password } = process.env;
let browser;
let ide;

before(async () => {
  browser = await launch();
  ide = new Ide(await login(browser, site, email, password), url);
  await ide.open();
});
after(() => browser?.close());

test('the status bar says which workspace it is, and leads back', async () => {
  const name = new URL(url).hostname.split('--')[0];
  const place = ide.page.locator('#theia-statusBar .element').filter({ hasText: name });
  await place.waitFor();
  await ide.screenshot('1-ide');
});

test('what is typed is highlighted, checked, completed and saved', async () => {
  await ide.write('app.ts', 'interface Person { name: string }\nconst ada: Person = { name: "Ada" };\nconst age: number = "text";\n');
  await ide.openFile('app.ts');
  await ide.editor('app.ts').locator('.squiggly-error').first().waitFor();
  const kinds = await ide.editor('app.ts').locator('.view-line span[class*="mtk"]').evaluateAll(spans => new Set(spans.map(span => span.className)).size);
  assert.ok(kinds >= 4, `only ${kinds} kinds of tokens are told apart`);
  await ide.editor('app.ts').click();
  await ide.page.keyboard.press('Control+End');
  await ide.page.keyboard.type('ada.');
  const completion = ide.page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'name' }).first();
  await completion.waitFor();
  await ide.screenshot('2-completion');
  await ide.page.keyboard.press('Enter');
  await ide.reads('app.ts', 'interface Person { name: string }\nconst ada: Person = { name: "Ada" };\nconst age: number = "text";\nada.name');
});

const BROKEN = [
  ['Python', 'broken.py', 'def hello(name: str) -> int:\n    return name\n'],
  ['JSON', 'broken.json', '{"a": }\n'],
  ['CSS', 'broken.css', 'a { color: red; colr }\n'],
  ['YAML', 'broken.yaml', 'a: [1, 2\nb: c\n'],
  ['Docker', 'Dockerfile', 'FROM debian\nNONSENSE x\n'],
];
for (const [language, file, text] of BROKEN) {
  test(`the ${language} language server finds what is wrong`, async () => {
    await ide.write(file, text);
    await ide.openFile(file);
    await ide.editor(file).locator('.squiggly-error, .squiggly-warning').first().waitFor();
  });
}

test('a program runs in the terminal, and git knows the change', async () => {
  await ide.run('git init -q repo && cd repo && git config user.email ada@example.com && git config user.name Ada && echo $((6*7)) > answer.txt && git add . && git commit -qm First && git log --format=%s > ../log.txt');
  await ide.reads('repo/answer.txt', '42\n');
  await ide.reads('log.txt', 'First\n');
  await ide.screenshot('3-terminal');
});

test('a tab that is opened again finds everything as it was', async () => {
  await ide.openFile('app.ts');
  const second = new Ide(await ide.page.context().newPage(), url);
  await ide.page.close();
  await second.open();
  await second.page.locator('.theia-tabBar-tab-row .lm-TabBar-tab, .p-TabBar-tab').filter({ hasText: 'app.ts' }).first().waitFor();
  await second.screenshot('4-back');
  ide = second;
});

test('the page comes back by itself when the backend was restarted', async () => {
  await ide.run('kill 1');
  await ide.page.locator('#theia-statusBar.theia-mod-offline').waitFor();
  await ide.screenshot('5-offline');
  await ide.page.waitForEvent('load');
  await ide.ready();
  await ide.run('echo again > again.txt');
  await ide.reads('again.txt', 'again\n');
  await ide.screenshot('6-again');
});
