import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import express from '@theia/core/shared/express';
import { filesRouter } from './files-router';

const root = mkdtempSync(join(tmpdir(), 'coditect-files-'));
const server = express().use(filesRouter(root)).listen(0, '127.0.0.1');

before(() => new Promise(done => (server.listening ? done(undefined) : server.once('listening', done))));
after(() => server.close());

/** Sends the path as it stands: `fetch` would resolve its dots. */
async function call(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
    const { port } = server.address() as AddressInfo;
    const answer = await new Promise<IncomingMessage>((done, fail) =>
        request({ port, method, path: `/coditect/files/${path}` }, done).on('error', fail).end(body));
    return { status: answer.statusCode ?? 0, text: await text(answer) };
}

test('a file is written whole, read, listed and removed', async () => {
    assert.equal((await call('PUT', 'src/main.rs', 'fn main() {}')).status, 201);
    assert.equal((await call('PUT', 'src/main.rs', 'fn main() { }')).status, 200);
    assert.deepEqual(await call('GET', 'src/main.rs'), { status: 200, text: 'fn main() { }' });
    assert.deepEqual(JSON.parse((await call('GET', '')).text).entries, ['src/']);
    assert.equal((await call('DELETE', 'src/main.rs')).status, 204);
    assert.equal((await call('GET', 'src/main.rs')).status, 404);
    assert.deepEqual(readdirSync(join(root, 'src')), [], 'no draft is left behind');
});

test('no path leads out of the workspace', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'coditect-outside-'));
    writeFileSync(join(outside, 'secret'), 'secret');
    symlinkSync(outside, join(root, 'link'));
    for (const path of ['../x', '..%2f..%2fetc%2fpasswd', 'link/secret', 'link/new', '%2e%2e/%2e%2e/etc/passwd']) {
        for (const method of ['GET', 'PUT', 'DELETE']) {
            const answer = await call(method, path, method === 'PUT' ? 'x' : undefined);
            assert.equal(answer.status, 403, `${method} ${path}: ${answer.text}`);
        }
    }
    assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), 'secret');
    assert.deepEqual(readdirSync(outside), ['secret']);
});

test('a refusal says why', async () => {
    await call('PUT', 'file', 'x');
    const below = await call('PUT', 'file/below', 'x');
    assert.deepEqual(JSON.parse(below.text), { status: 409, detail: 'a parent of the path is a file' });
    await call('PUT', 'folder/file', 'x');
    assert.equal((await call('PUT', 'folder', 'x')).status, 409);
    assert.equal((await call('DELETE', 'folder')).status, 409);
    assert.equal((await call('GET', 'a%00b')).status, 400);
});
