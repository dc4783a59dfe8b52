import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { UnsavedStore } from './unsaved-store';

const folder = () => mkdtempSync(join(tmpdir(), 'coditect-unsaved-'));
const language = 'plaintext';

test('text outlives the process until it is saved', async () => {
    const kept = folder();
    const [id, uri] = ['page Untitled-1', 'untitled:/Untitled-1'];
    const store = new UnsavedStore(kept);
    await Promise.all([1, 2, 3].map(n => store.keep({ id, uri, text: `version ${n}`, language })));
    assert.deepEqual(await new UnsavedStore(kept).list(), [{ id, uri, text: 'version 3', language, changedOnDisk: false }]);
    assert.equal(statSync(join(kept, readdirSync(kept)[0] ?? '')).mode & 0o777, 0o600);
    await store.forget(id);
    assert.deepEqual(readdirSync(kept), []);
    assert.deepEqual(await store.list(), []);
});

test('a file that somebody else wrote in the meantime is told apart', async () => {
    const kept = folder();
    const file = join(folder(), 'a.ts');
    writeFileSync(file, 'a');
    const uri = pathToFileURL(file).href;
    const unsaved = { id: uri, uri, text: 'mine', language };
    await new UnsavedStore(kept).keep(unsaved);
    assert.equal((await new UnsavedStore(kept).list())[0]?.changedOnDisk, false);
    utimesSync(file, 1, 1);
    const restarted = new UnsavedStore(kept);
    assert.equal((await restarted.list())[0]?.changedOnDisk, true);
    await restarted.keep({ ...unsaved, text: 'mine too' });
    assert.equal((await new UnsavedStore(kept).list())[0]?.changedOnDisk, true, 'typing on does not make it one\'s own');
});

test('what cannot be read is left where it is', async t => {
    t.mock.method(console, 'error', () => undefined);
    const kept = folder();
    writeFileSync(join(kept, 'x.json'), '{');
    assert.deepEqual(await new UnsavedStore(kept).list(), []);
    assert.deepEqual(readdirSync(kept), ['x.json']);
});
