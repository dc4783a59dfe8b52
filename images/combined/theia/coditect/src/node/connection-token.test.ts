import assert from 'node:assert/strict';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastingToken } from './connection-token';

const folder = () => mkdtempSync(join(tmpdir(), 'coditect-token-'));

test('the token outlives the process, and nobody else can read it', () => {
    const config = folder();
    const token = lastingToken(config);
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(lastingToken(config), token);
    assert.equal(statSync(join(config, 'coditect', 'connection-token')).mode & 0o777, 0o600);
});

test('workspaces have different ones', () => {
    assert.notEqual(lastingToken(folder()), lastingToken(folder()));
});

test('a damaged file is replaced', () => {
    const config = folder();
    lastingToken(config);
    writeFileSync(join(config, 'coditect', 'connection-token'), 'short');
    const token = lastingToken(config);
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(lastingToken(config), token);
});

test('without a folder to write to there still is one', t => {
    t.mock.method(console, 'warn', () => undefined);
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    assert.match(lastingToken(file), /^[\w-]{43}$/);
});
