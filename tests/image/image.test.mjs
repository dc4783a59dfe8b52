// The image of a slot: what NGINX says and how the two containers live and die.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { answers, family, start, stop, until } from './slot.mjs';

const SLOT = 'http://127.0.0.1';
const { IMAGE_ROOT: root, IMAGE_BYTES: bytes, IMAGE_VARIANT: variant } = process.env;
let frontend;
let theia;

before(async () => {
  frontend = start('/opt/coditect/bin/frontend');
  theia = start('/opt/coditect/bin/theia');
  await answers(`${SLOT}/health`);
});
after(async () => {
  await Promise.all([stop(frontend), stop(theia)]);
});

/** One request as it stands, without what `fetch` would resolve or follow. */
async function call(path, headers = {}, options = {}) {
  return new Promise((done, fail) => {
    const sent = request(`${SLOT}`, { path, headers, ...options }, answer => {
      let text = '';
      answer.on('data', chunk => (text += chunk)).on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }));
    });
    sent.on('upgrade', (answer, socket) => {
      socket.destroy();
      done({ status: answer.statusCode, headers: answer.headers, text: '' });
    });
    sent.on('error', fail).end(options.body);
  });
}

/** A file with a hash in its name that is large enough to be compressed, as the page names it. */
async function asset() {
  const page = await call('/');
  return /\/assets\/vendor-[\w-]+\.js/.exec(page.text)[0];
}

test('without compilers it takes less than 900 MB', { skip: variant !== 'base' }, () => {
  assert.ok(Number(bytes) < 900e6, `${bytes} bytes`);
});

test('the pages of the frontend are not stored and held to a strict policy', async () => {
  for (const path of ['/', '/workspaces', '/no/such/page']) {
    const page = await call(path);
    assert.equal(page.status, 200, path);
    assert.match(page.text, /<title>Coditect/);
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.match(page.headers['content-security-policy'], /default-src 'self'.*object-src 'none'/);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers.server, 'nginx', 'no version');
  }
});

test('hashed files are kept for good, compressed, and missing when they are of another image', async () => {
  const path = await asset();
  const script = await call(path, { 'accept-encoding': 'gzip' });
  assert.deepEqual([script.status, script.headers['content-encoding']], [200, 'gzip']);
  assert.equal(script.headers['cache-control'], 'public, max-age=31536000, immutable');
  const other = await call(path.replace('.js', 'x.js'));
  assert.deepEqual([other.status, other.headers['cache-control']], [404, 'no-store']);
});

test('the scripts of the IDE are compressed and asked for anew by what is in them', async () => {
  const bundle = await call('/theia/bundle.js', { 'accept-encoding': 'gzip' });
  assert.deepEqual([bundle.status, bundle.headers['content-encoding']], [200, 'gzip']);
  assert.equal(bundle.headers['cache-control'], 'no-cache');
  const again = await call('/theia/bundle.js', { 'accept-encoding': 'gzip', 'if-none-match': bundle.headers.etag });
  assert.equal(again.status, 304);
});

test('the IDE is below /theia/ and takes WebSockets of its own pages', async () => {
  const bare = await call('/theia');
  assert.deepEqual([bare.status, new URL(bare.headers.location, SLOT).pathname], [308, '/theia/']);
  const page = await call('/theia/');
  assert.match(page.text, /bundle\.js/);
  const [cookie] = page.headers['set-cookie'];
  assert.match(cookie, /Path=\/theia\//);
  const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  const socket = '/theia/socket.io/?EIO=4&transport=websocket';
  assert.equal((await call(socket, { ...upgrade, cookie: cookie.split(';')[0] })).status, 101);
  assert.notEqual((await call(socket, upgrade)).status, 101, 'a page of another site has no cookie');
});

test('no file of the image is served to whoever asks for it by its path', async () => {
  for (const path of ['/theia/mini-browser/etc/passwd', '/theia/..%2f..%2fetc/passwd', '/theia/%2e%2e/etc/passwd', '/assets/../../../etc/passwd']) {
    const answer = await call(path);
    assert.doesNotMatch(answer.text, /root:x:0/, path);
  }
});

test('requests that no browser sends are refused', async () => {
  assert.equal((await call('/', { 'x-large': 'x'.repeat(70_000) })).status, 400);
  assert.equal((await call('/', {}, { method: 'POST', body: 'x'.repeat(70_000) })).status, 413);
});

test('each request is a line of JSON that tells no query', async () => {
  await call('/theia/?secret=1', { 'x-request-id': 'r-1' });
  const lines = () => frontend.output().split('\n').filter(line => line.startsWith('{')).map(JSON.parse);
  await until(() => lines().some(line => line.request === 'r-1'), () => 'the request is not logged');
  const line = lines().find(line => line.request === 'r-1');
  assert.deepEqual([line.method, line.path, line.status], ['GET', '/theia/', 200]);
  assert.doesNotMatch(frontend.output(), /secret/);
});

test('more than twenty extensions are built in', () => {
  const extensions = readdirSync(`${root}/opt/coditect/extensions`);
  assert.ok(extensions.length >= 20, `${extensions.length}`);
});

test('a slot is healthy only while the IDE answers', async () => {
  const processes = await family(theia.pid);
  processes.forEach(pid => process.kill(pid, 'SIGSTOP'));
  await answers(`${SLOT}/health`, 503);
  await answers(`${SLOT}/ready`, 503);
  assert.equal((await call('/')).status, 200, 'the frontend is there to say so');
  processes.forEach(pid => process.kill(pid, 'SIGCONT'));
  await answers(`${SLOT}/ready`);
  await answers(`${SLOT}/health`);
});

test('the IDE ends by itself when it is told to', async () => {
  assert.equal(await stop(theia), 0, theia.output());
});
