import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentOf } from './git-progress';

test('a clone is one way from 0 to 100', () => {
    const lines = [
        'remote: Counting objects: 100% (24/24), done.', 'remote: Compressing objects:  50% (1/2)', 'Receiving objects:   0% (1/240)',
        'Receiving objects:  50% (120/240), 1.20 MiB | 2.00 MiB/s', 'Receiving objects: 100% (240/240), done.',
        'Resolving deltas: 100% (9/9), done.', 'Updating files: 100% (8/8), done.',
    ];
    assert.deepEqual(lines.map(percentOf), [3, 6, 8, 44, 80, 92, 100]);
    assert.equal(percentOf("Cloning into 'x'..."), undefined);
});
