// Each language of the image: told apart by colour, and served by its language server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from './ide.mjs';
import { System } from './system.mjs';

let system;
let ide;
before(async () => {
  system = await System.start();
  ide = await system.ide();
  // A theme that somebody has chosen in this workspace before may have fewer colours.
  await ide.command('Preferences: Color Theme');
  await ide.choose('Dark Modern');
});
after(() => system?.stop());

const suggestion = text => ide.page.locator('.suggest-widget .monaco-list-row').filter({ hasText: text }).first();

/** Asks until a server that is still starting knows what is meant: before, words of the file are offered. */
async function suggests(text) {
  await until(async () => {
    await ide.page.keyboard.press('Control+Space');
    const found = await suggestion(text).waitFor({ timeout: 2_000 }).then(() => true, () => false);
    if (!found) await ide.page.keyboard.press('Escape');
    return found;
  }, () => `${text} is not suggested`);
}

/** Waits until an editor shows so many colours: plain text has one. */
async function showsColours(file, least) {
  const spans = ide.editor(file).locator('.view-line span[class*="mtk"]');
  const count = () => spans.evaluateAll(all => new Set(all.map(span => span.className)).size);
  await until(async () => (await count()) >= least, () => `${file} has fewer than ${least} colours`);
}

test('what is typed is highlighted, checked, completed and saved', async () => {
  const text = 'interface Person { name: string }\nconst ada: Person = { name: "Ada" };\nconst age: number = "text";\n';
  await ide.write('app.ts', text);
  await ide.openFile('app.ts');
  await ide.editor('app.ts').locator('.squiggly-error').first().waitFor();
  await showsColours('app.ts', 4);
  await ide.typeAtEnd('app.ts', 'ada.');
  await suggestion('name').waitFor();
  await ide.screenshot('2-completion');
  await ide.page.keyboard.press('Enter');
  await ide.reads('app.ts', `${text}ada.name`);
});

const BROKEN = [
  ['Python', 'broken.py', 'def hello(name: str) -> int:\n    return name\n', 3],
  ['JSON', 'broken.json', '{"a": "text", "b": }\n', 3],
  ['CSS', 'broken.css', 'a { color: red; colr }\n', 3],
  ['YAML', 'broken.yaml', 'a: [1, 2\nb: c\n', 3],
  ['Markdown', 'broken.md', '# Heading\n\n[link](#no-such-heading)\n', 2],
  ['Docker', 'Dockerfile', 'FROM debian\nNONSENSE x\n', 2],
];
for (const [language, file, text, least] of BROKEN) {
  test(`the ${language} language server finds what is wrong`, async () => {
    await ide.write(file, text);
    await ide.openFile(file);
    await ide.editor(file).locator('.squiggly-error, .squiggly-warning').first().waitFor();
    await showsColours(file, least);
  });
}

const COMPLETED = [
  ['Python', 'done.py', 'import os\nprint("x")\nos.getc', 'getcwd'],
  ['JSON', 'done.json', '{\n  "$schema": "./schema.json",\n  "pri', 'private'],
  ['CSS', 'done.css', '/* comment */\na { background-col', 'background-color'],
  ['YAML', 'done.yaml', 'alpha: &anchor 1\nbeta: *', 'anchor'],
  ['Docker', 'Dockerfile.done', 'FROM debian\nHEALTHCH', 'HEALTHCHECK'],
  ['Markdown', 'done.md', '# First heading\n\n[a](#', 'first-heading'],
  ['HTML', 'done.html', '<!doctype html>\n<p class="x">text</p>\n<texta', 'textarea'],
  ['shell', 'done.sh', '#!/bin/bash\ngreet_everyone() { echo "hi"; }\ngreet_ev', 'greet_everyone'],
];
for (const [language, file, text, expected] of COMPLETED) {
  test(`the ${language} language server completes what is begun`, async () => {
    await ide.write('schema.json', '{"properties": {"private": {"type": "boolean"}}}');
    const lines = text.split('\n');
    const last = lines.pop();
    await ide.write(file, `${lines.join('\n')}\n`);
    await ide.openFile(file);
    await ide.typeAtEnd(file, last);
    await suggests(expected);
    await showsColours(file, 2);
    await ide.page.keyboard.press('Escape');
  });
}

test('the browser has nothing to complain of', () => assert.deepEqual(ide.complaints, []));
