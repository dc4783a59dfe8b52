// VS Code extensions beyond those of the package registries: `extensions.json` pins each by version and
// checksum, so that the image gets what somebody looked at, or nothing.
//
//   node pin.mjs add PUBLISHER.NAME@VERSION...   downloads each and writes its checksum to the list
//   node pin.mjs fetch FOLDER                    downloads the list, checks it and unpacks it there
//
// OVSX_REGISTRY is another registry than Open VSX with the same API.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIST = process.env.EXTENSIONS_LIST ?? new URL('extensions.json', import.meta.url).pathname;
const REGISTRY = process.env.OVSX_REGISTRY ?? 'https://open-vsx.org';

async function download({ id, version }) {
  const [publisher, name] = id.split('.');
  const url = `${REGISTRY}/api/${publisher}/${name}/${version}/file/${id}-${version}.vsix`;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

const checksum = content => createHash('sha256').update(content).digest('hex');
const list = async () => JSON.parse(await readFile(LIST, 'utf8'));

async function add(wanted) {
  const pinned = new Map((await list()).map(extension => [extension.id, extension]));
  for (const text of wanted) {
    const [, id, version] = /^([\w-]+\.[\w-]+)@([\w.+-]+)$/.exec(text) ?? [];
    if (!id) throw new Error(`${text} is no PUBLISHER.NAME@VERSION`);
    pinned.set(id, { id, version, sha256: checksum(await download({ id, version })) });
  }
  const sorted = [...pinned.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await writeFile(LIST, `${JSON.stringify(sorted, null, 2)}\n`);
}

async function fetchAll(folder) {
  for (const extension of await list()) {
    const content = await download(extension);
    const { id, version, sha256 } = extension;
    if (checksum(content) !== sha256) throw new Error(`${id}@${version} is not what was pinned: its checksum is ${checksum(content)}`);
    await unpack(content, join(folder, id));
  }
}

/** With Python, which the build of the image needs anyway: Node reads no archives. */
async function unpack(content, folder) {
  const temporary = await mkdtemp(join(tmpdir(), 'coditect-vsix-'));
  const file = join(temporary, 'extension.vsix');
  await writeFile(file, content);
  await mkdir(folder, { recursive: true });
  execFileSync('python3', ['-m', 'zipfile', '-e', file, folder]);
  await rm(temporary, { recursive: true });
}

const [action, ...rest] = process.argv.slice(2);
if (action === 'add' && rest.length > 0) await add(rest);
else if (action === 'fetch' && rest.length === 1) await fetchAll(rest[0]);
else {
  console.error('usage: node pin.mjs add PUBLISHER.NAME@VERSION... | fetch FOLDER');
  process.exitCode = 2;
}
