import 'reflect-metadata';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebSocket } from '@theia/core/lib/common/messaging/web-socket-channel';
import { MessageQueue } from './message-queue';

test('what waits for the connection arrives once, whole and in order', () => {
    const queue = new MessageQueue();
    const sent: number[][] = [];
    const socket = { send: (message: Uint8Array) => sent.push([...message]) } as unknown as WebSocket;
    const reused = new Uint8Array([1, 2]);
    queue.buffer(reused);
    reused.set([9, 9]);
    queue.buffer(new Uint8Array([3]));
    queue.flush(socket);
    queue.flush(socket);
    assert.deepEqual(sent, [[1, 2], [3]]);
    queue.buffer(new Uint8Array([4]));
    queue.drain();
    queue.flush(socket);
    assert.equal(sent.length, 2);
    assert.throws(() => queue.buffer(new Uint8Array(17 * 1024 * 1024)), /too much/);
});
