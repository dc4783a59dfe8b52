// What a first visit loads, compressed; fails where the script is more than its budget.
import { readFile, readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/** Bytes of script, gzipped, before a page can be used. */
const BUDGET = 200 * 1000;
const assets = new URL('../dist/assets/', import.meta.url);

const index = await readFile(new URL('../dist/index.html', import.meta.url), 'utf8');
const first = [...index.matchAll(/\/assets\/([\w.-]+\.js)/g)].map((match) => match[1]);
const sizes = new Map();
for (const file of await readdir(assets)) {
  if (file.endsWith('.js'))
    sizes.set(file, gzipSync(await readFile(new URL(file, assets)), { level: 9 }).length);
}

const imports = async (file) =>
  [...(await readFile(new URL(file, assets), 'utf8')).matchAll(/from\s*"\.\/([\w.-]+\.js)"/g)].map(
    (match) => match[1],
  );

/** `files` and all that they cannot run without. */
async function closure(files, seen = new Set()) {
  for (const file of files) {
    if (seen.has(file)) continue;
    seen.add(file);
    await closure(await imports(file), seen);
  }
  return seen;
}

const entry = await closure(first);
const sum = (files) => [...files].reduce((total, file) => total + (sizes.get(file) ?? 0), 0);
const pages = [];
for (const file of sizes.keys()) {
  if (/^[A-Z]/.test(file))
    pages.push([file.split('-')[0], sum(await closure([file], new Set(entry)))]);
}
pages.sort((a, b) => b[1] - a[1]);
console.table(
  [['every page', sum(entry)], ...pages].map(([what, bytes]) => ({
    what,
    'kB gzip': bytes / 1000,
  })),
);
const worst = pages[0];
if (!worst || worst[1] > BUDGET) {
  console.error(
    `error: a first visit to ${worst?.[0]} loads ${worst?.[1]} bytes of script; the budget is ${BUDGET}`,
  );
  process.exitCode = 1;
}
