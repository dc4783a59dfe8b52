import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { bareRepository, gitHost, temporary } from '../setup/git-host.test-support';
import { StateFile } from '../setup/state';
import { Setup } from '../setup/setup';

const HELPER = join(__dirname, 'credential-helper.js');
const token = join(temporary('token'), 'token');
const asked: string[] = [];

/** The API of one pod, whose owner has a credential for one host. */
const api = createServer((req, res) => {
    asked.push(`${req.method} ${req.url} ${req.headers.authorization}`);
    if (req.url === '/api/pod/git-credentials?host=git.example.com' || req.url?.includes('127.0.0.1')) {
        res.writeHead(200, { 'content-type': 'application/json' }).end('{"username":"ada","password":"secret"}');
    } else {
        res.writeHead(404).end();
    }
});
before(() => new Promise<void>(done => api.listen(0, '127.0.0.1', done)));
after(() => api.close());

const environment = () => ({ CODITECT_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, CODITECT_TOKEN_FILE: token });

async function helper(action: string, input: string): Promise<string> {
    const child = spawn(process.execPath, [HELPER, action], { env: { ...process.env, ...environment() }, stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(input);
    return text(child.stdout);
}

test('the credential of a host is handed to git, with the token of the moment', async () => {
    writeFileSync(token, 'first\n');
    assert.equal(await helper('get', 'protocol=https\nhost=git.example.com\n\n'), 'username=ada\npassword=secret\n');
    writeFileSync(token, 'second\n');
    await helper('get', 'protocol=https\nhost=git.example.com\n\n');
    assert.deepEqual(asked.map(line => line.split(' ').at(-1)), ['first', 'second']);
});

test('nothing is said of other hosts, over the internet in the clear, or to be stored', async () => {
    assert.equal(await helper('get', 'protocol=https\nhost=other.example.com\n\n'), '');
    assert.equal(await helper('get', 'protocol=http\nhost=git.example.com\n\n'), '');
    assert.equal(await helper('store', 'protocol=https\nhost=git.example.com\nusername=a\npassword=b\n\n'), '');
});

test('a private repository is cloned with it, and it stays nowhere', async () => {
    const { server, url } = await gitHost(bareRepository({ 'README.md': 'private' }).folder, 'ada:secret');
    after(() => server.close());
    const config = join(temporary('git'), 'config');
    writeFileSync(config, `[credential]\n\thelper = "!'${process.execPath}' '${HELPER}'"\n`);
    Object.assign(process.env, environment(), { GIT_CONFIG_SYSTEM: config });
    const folders = { workspace: temporary('workspace'), home: temporary('home') };
    let told = '';
    const setup = new Setup(folders, new StateFile(join(temporary('config'), 'setup.json')), {
        onProgress: progress => (told += JSON.stringify(progress)),
        onOutput: output => (told += output),
    });
    await setup.apply({ uid: 'u', spec: { repository: { url } } });
    assert.equal(setup.progress?.phase, 'Succeeded');
    assert.ok(!told.includes('secret'));
    const { stdout } = spawn('grep', ['-rl', 'secret', ...Object.values(folders)]);
    assert.equal(await text(stdout), '');
});
