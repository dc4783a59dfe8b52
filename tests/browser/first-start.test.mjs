// The first start of a claim and the notices, as somebody sees them whose page is open meanwhile. In
// this process: the API as pods know it. In a real system `cargo test` looks at the same.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rename, symlink, writeFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { until } from './ide.mjs';
import { IS_LOCAL, System } from './system.mjs';

const skip = IS_LOCAL ? false : 'the annotations of a pod are not written from a browser';
const asked = [];
let system;
let ide;
let api;
let repository;
let owner = { id: 'u-1', displayName: null, email: 'ada@example.com' };

before(async () => {
  if (!IS_LOCAL) return;
  api = createServer(async (req, res) => {
    const body = await text(req);
    asked.push({ what: `${req.method} ${req.url}`, token: req.headers.authorization, body: body ? JSON.parse(body) : undefined });
    if (req.url === '/api/pod/workspace') res.end(JSON.stringify({ owner }));
    else res.writeHead(204).end();
  });
  const port = await new Promise(done => api.listen(0, '127.0.0.1', () => done(api.address().port)));
  repository = await mkdtemp(join(tmpdir(), 'coditect-repository-'));
  const git = (...args) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: repository });
  await writeFile(join(repository, 'README.md'), '# Cloned\n');
  for (const args of [['init', '-q', '-b', 'main'], ['add', '.'], ['commit', '-q', '-m', 'First']]) git(...args);
  system = await System.start({ CODITECT_API_URL: `http://127.0.0.1:${port}` });
  await writeFile(join(system.local.pod, 'token'), 'token-of-the-pod\n');
  ide = await system.ide();
});
after(async () => {
  await system?.stop();
  api?.close();
});

let version = 0;
/** Writes annotations as the kubelet does: a new folder, and a link to it that is swapped. */
async function annotate(annotations) {
  const { pod } = system.local;
  const folder = `..v${(version += 1)}`;
  await mkdir(join(pod, folder));
  const lines = Object.entries(annotations).map(([key, value]) => `coditect.ai/${key}=${JSON.stringify(value)}\n`);
  await writeFile(join(pod, folder, 'annotations'), lines.join(''));
  await symlink(folder, join(pod, '..data_tmp'));
  await rename(join(pod, '..data_tmp'), join(pod, '..data'));
  if (version === 1) await symlink('..data/annotations', join(pod, 'annotations'));
}

const setup = spec => ({ 'workspace-uid': 'uid-1', setup: JSON.stringify(spec) });
const progress = () => asked.filter(({ what }) => what === 'PUT /api/pod/setup').map(({ body }) => body);
const reports = () => asked.filter(({ what }) => what === 'POST /api/pod/activity').length;

test('the status bar says whose workspace it is', { skip }, async () => {
  for (const [known, shown] of [[owner, 'ada@example.com'], [{ ...owner, displayName: 'Ada Lovelace' }, 'Ada Lovelace']]) {
    owner = known;
    await ide.page.reload();
    await ide.ready();
    await ide.status(shown).waitFor();
  }
});

test('a failure says why, in the IDE and to the API, and is tried again', { skip }, async () => {
  await annotate(setup({ repository: { url: `${repository}-not` }, startCommand: 'echo begun; sleep 3; touch started' }));
  await ide.notification('The workspace is not set up: there is no repository at').waitFor();
  await ide.status('Set-up failed').waitFor();
  await ide.screenshot('setup-failed');
  await until(() => progress().at(-1)?.phase === 'Failed', () => `the API knows ${JSON.stringify(progress())}`);
  assert.match(progress().at(-1).message, /^there is no repository at .*\n/);
  await execFileSync('cp', ['-r', repository, `${repository}-not`]);
  await ide.notification('The workspace is not set up').getByText('Try again').click();
  await ide.reads('README.md', '# Cloned\n');
  await ide.status('Set-up: startCommand').waitFor();
  await ide.notification('Running echo begun').waitFor();
  await ide.screenshot('setup-running');
  await ide.notification('The workspace is set up').waitFor();
  await until(() => progress().at(-1)?.phase === 'Succeeded', () => `the API knows ${JSON.stringify(progress())}`);
  assert.ok(asked.filter(({ what }) => what.includes('/pod/')).every(({ token }) => token === 'Bearer token-of-the-pod'));
  await ide.page.locator('#theia-statusBar').getByText('main').waitFor();
  await ide.screenshot('setup');
});

test('a workspace that has files is left as it is', { skip }, async () => {
  const before = progress().length;
  await annotate({ ...setup({ startCommand: 'touch never' }), 'workspace-uid': 'uid-2' });
  await until(() => progress().slice(before).at(-1)?.phase === 'Succeeded', () => `the API knows ${JSON.stringify(progress())}`);
  const { entries } = JSON.parse((await ide.file('GET', '')).text);
  assert.deepEqual(entries, ['.git/', 'README.md', 'started']);
});

test('a suspend is announced, and can be put off', { skip }, async () => {
  const before = reports();
  await annotate({ 'suspend-at': new Date(Date.now() + 10 * 60_000).toISOString() });
  await ide.notification('This workspace is suspended in 10 min').waitFor();
  await ide.status('Suspend in 10 min').waitFor();
  await ide.screenshot('suspend');
  await ide.notification('This workspace is suspended').getByText('Keep awake').click();
  await until(() => reports() > before, () => 'the API hears of nobody who wants to stay');
  await annotate({});
  await ide.status('Suspend').waitFor({ state: 'detached' });
});

test('a restart is announced with its reason', { skip }, async () => {
  await annotate({ 'restart-at': new Date(Date.now() + 65_000).toISOString(), 'restart-reason': 'a new version of the IDE' });
  await ide.notification('restarts in 2 min: a new version of the IDE').waitFor();
  await ide.status('Restart in 2 min').waitFor();
});

test('what a person does is told to the API, once a minute at most', { skip }, async () => {
  await ide.openFile('README.md');
  await ide.typeAtEnd('README.md', 'typing and typing and typing');
  assert.ok(reports() >= 1 && reports() <= 4, `${reports()} reports`);
});

test('the browser has nothing to complain of', { skip }, () => assert.deepEqual(ide.complaints, []));
