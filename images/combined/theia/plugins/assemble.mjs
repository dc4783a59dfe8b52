// Lays out what the image takes from `node_modules`: `extensions/<name>` for the plugin host and
// `servers/node_modules` for the language servers.
//
//   node assemble.mjs OUT
import { cp, mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const out = process.argv[2];
if (!out) throw new Error('usage: node assemble.mjs OUT');
const modules = new URL('node_modules/', import.meta.url).pathname;
const manifest = async file => JSON.parse(await readFile(file, 'utf8'));
const exists = file => stat(file).then(() => true, () => false);

/**
 * The registry's packages of VS Code's own extensions hold the files of an extension without its
 * folders: each goes back to where the extension's manifest says.
 */
async function restore(resources, target) {
  await cp(resources, target, { recursive: true });
  const file = join(target, 'package.json');
  const extension = await manifest(file);
  // Only the bundle for web workers comes with the package. It asks for `vscode` and nothing else, so
  // the plugin host runs it as well.
  if (extension.browser) extension.main = `${extension.browser.replace(/\.js$/, '')}.js`;
  delete extension.browser;
  const places = new Set();
  const visit = value => {
    if (typeof value === 'string' && value.includes('/') && !value.includes('..')) places.add(value);
    else if (value && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit({ main: extension.main, contributes: extension.contributes, icon: extension.icon });
  const files = new Map((await readdir(target)).map(name => [plain(name), name]));
  for (const place of places) {
    const [name, to] = [files.get(plain(basename(place))), join(target, place)];
    if (name === undefined || (await exists(to))) continue;
    await mkdir(dirname(to), { recursive: true });
    await rename(join(target, name), to);
  }
  await withFonts(target, extension);
  await writeFile(file, JSON.stringify(extension));
}

/** A file's name as the packages have it: with `_` for what is unusual in a URL. */
const plain = name => name.replace(/[^\w.-]/g, '_').replace(/\.json$/, '');

/** An icon theme names its fonts relative to itself. */
async function withFonts(target, extension) {
  for (const theme of extension.contributes?.iconThemes ?? []) {
    const fonts = (await readdir(target)).filter(name => name.endsWith('.woff'));
    for (const font of fonts) await rename(join(target, font), join(target, dirname(theme.path), font));
  }
}

/** What `names` need at run time, all the way down. */
async function closure(names, found = new Set()) {
  for (const name of names) {
    if (found.has(name)) continue;
    const { dependencies = {}, optionalDependencies = {} } = await manifest(join(modules, name, 'package.json'));
    found.add(name);
    const needed = [];
    for (const next of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]) {
      if (await exists(join(modules, next))) needed.push(next);
    }
    await closure(needed, found);
  }
  return found;
}

const { dependencies } = await manifest(new URL('package.json', import.meta.url));
const names = Object.keys(dependencies);
const own = /^@codingame\/monaco-vscode-(.*)-default-extension$/;
for (const name of names.filter(name => own.test(name))) {
  await restore(join(modules, name, 'resources'), join(out, 'extensions', name.replace(own, '$1')));
}
// Other extensions look for it by the name that it has in VS Code.
const git = join(out, 'extensions/git');
await cp(join(modules, '@theia/vscode-builtin-git'), git, { recursive: true });
await writeFile(join(git, 'package.json'), JSON.stringify({ ...(await manifest(join(git, 'package.json'))), name: 'git' }));

const languages = join(out, 'extensions/coditect-languages');
await cp(new URL('languages/dist', import.meta.url).pathname, join(languages, 'dist'), { recursive: true });
await cp(new URL('languages/package.json', import.meta.url).pathname, join(languages, 'package.json'));

const unneeded = /\.(map|d\.ts|d\.mts|tsbuildinfo)$/;
const isNeeded = file => !unneeded.test(file) || file.includes('/typescript/lib/lib.') || file.includes('/typeshed');
for (const name of await closure(names.filter(name => !name.startsWith('@')))) {
  await cp(join(modules, name), join(out, 'servers/node_modules', name), { recursive: true, filter: isNeeded });
}
