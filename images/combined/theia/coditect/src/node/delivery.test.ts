import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Delivery } from './delivery';

test('the newest arrives for sure, and no more often than it should', async () => {
    const arrived: number[] = [];
    let refusals = 3;
    const delivery = new Delivery<{ percent: number }>('progress', async ({ percent }) => {
        if (refusals-- > 0) {
            throw new Error('no answer');
        }
        arrived.push(percent);
    }, { between: 40, firstRetry: 1, lastRetry: 4 });
    for (let percent = 0; percent <= 100; percent += 1) {
        delivery.deliver({ percent });
        await pause(1);
    }
    while (arrived.at(-1) !== 100) {
        await pause(5);
    }
    assert.ok(arrived.length < 30, `${arrived.length} reports`);
    assert.deepEqual(arrived, [...arrived].sort((a, b) => a - b));
});
