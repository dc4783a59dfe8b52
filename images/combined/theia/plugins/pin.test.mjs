import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const folder = await mkdtemp(join(tmpdir(), 'coditect-pin-'));
const [LIST, vsix] = [join(folder, 'extensions.json'), join(folder, 'x.vsix')];
const registry = createServer(async (req, res) => {
  if (req.url === '/api/ada/night/1.2.3/file/ada.night-1.2.3.vsix') res.end(await readFile(vsix));
  else res.writeHead(404).end();
});

before(async () => {
  await new Promise(done => registry.listen(0, '127.0.0.1', done));
  await writeFile(LIST, '[]');
  await archive('{"name":"night"}');
});
after(() => registry.close());

const archive = async text => {
  await writeFile(join(folder, 'package.json'), text);
  execFileSync('python3', ['-c', 'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z: z.write(sys.argv[2], "extension/package.json")', vsix, join(folder, 'package.json')]);
};
const pin = (...args) => new Promise(done => {
  const env = { ...process.env, EXTENSIONS_LIST: LIST, OVSX_REGISTRY: `http://127.0.0.1:${registry.address().port}` };
  execFile(process.execPath, [new URL('pin.mjs', import.meta.url).pathname, ...args], { env }, (error, _out, complaint) => done({ code: error?.code ?? 0, complaint }));
});

test('what is pinned is fetched and unpacked', async () => {
  assert.equal((await pin('add', 'ada.night@1.2.3')).code, 0);
  const [extension] = JSON.parse(await readFile(LIST, 'utf8'));
  assert.match(extension.sha256, /^[\da-f]{64}$/);
  const out = await mkdtemp(join(tmpdir(), 'coditect-pin-out-'));
  assert.equal((await pin('fetch', out)).code, 0);
  assert.equal(await readFile(join(out, 'ada.night/extension/package.json'), 'utf8'), '{"name":"night"}');
});

test('something else by the same name is refused', async () => {
  await archive('{"name":"day"}');
  const out = await mkdtemp(join(tmpdir(), 'coditect-pin-out-'));
  const { code, complaint } = await pin('fetch', out);
  assert.equal(code, 1);
  assert.match(complaint, /is not what was pinned/);
  assert.deepEqual(await readdir(out), []);
});

test('what does not exist is not pinned', async () => {
  const before = await readFile(LIST, 'utf8');
  assert.equal((await pin('add', 'ada.night@9.9.9')).code, 1);
  assert.equal((await pin('add', 'night')).code, 1);
  assert.equal(await readFile(LIST, 'utf8'), before);
});
