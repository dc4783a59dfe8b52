import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFull } from './volume-watch';

test('a volume that is just full does not change its mind with each file', () => {
    assert.equal(isFull(0.029, false), true);
    assert.equal(isFull(0.031, false), false);
    assert.equal(isFull(0.049, true), true);
    assert.equal(isFull(0.051, true), false);
});
