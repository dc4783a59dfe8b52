// The languages of the image's `full` variant, whose servers come with their toolchains.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from './ide.mjs';
import { System, VARIANT } from './system.mjs';

const skip = VARIANT === 'full' ? false : `the ${VARIANT} image has no toolchains: set CODITECT_VARIANT=full`;
let system;
let ide;
before(async () => {
  if (skip) return;
  system = await System.start();
  ide = await system.ide();
});
after(() => system?.stop());

/** For each: files of a project, the file that is wrong, what is typed at its end, and what is suggested. */
const PROJECTS = [
  ['Go', { 'go.mod': 'module example.com/x\n\ngo 1.19\n' }, 'main.go',
    'package main\n\nimport "strings"\n\nfunc main() { var n int = "text"; _ = strings.ToUpper("a") }\n', 'var _ = strings.ToUp', 'ToUpper'],
  ['Rust', { 'Cargo.toml': '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n' }, 'src/main.rs',
    'fn main() { let n: u32 = "text"; }\n\nfn greet() { let words = vec![1]; words.is_empty(); }\n', 'const LEAST: u32 = u32::MI', 'MIN'],
  ['Java', {}, 'Main.java', 'class Main { int n = "text"; }\n', 'class Second { String text = String.val', 'valueOf'],
  ['C++', {}, 'main.cpp', '#include <string>\nint main() { int n = "text"; }\n', 'std::string text = std::to_str', 'to_string'],
];
for (const [language, files, file, text, typed, expected] of PROJECTS) {
  const name = file.split('/').at(-1);
  test(`the ${language} language server finds what is wrong, and completes what is begun`, { skip }, async () => {
    const folder = language.replace('++', 'pp').toLowerCase();
    for (const [path, content] of Object.entries(files)) await ide.write(`${folder}/${path}`, content);
    await ide.write(`${folder}/${file}`, text);
    await ide.openFile(name);
    await ide.editor(name).locator('.squiggly-error').first().waitFor({ timeout: 180_000 });
    await ide.typeAtEnd(name, typed);
    await until(async () => {
      await ide.page.keyboard.press('Control+Space');
      const suggestion = ide.page.locator('.suggest-widget .monaco-list-row').filter({ hasText: expected }).first();
      const found = await suggestion.waitFor({ timeout: 2_000 }).then(() => true, () => false);
      if (!found) await ide.page.keyboard.press('Escape');
      return found;
    }, () => `${expected} is not suggested`);
    await ide.screenshot(`language-${folder}`);
  });
}

test('the browser has nothing to complain of', { skip }, () => assert.deepEqual(ide.complaints, []));
