import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { SetupProgress } from '../../common/setup';
import { ProgressDelivery } from './progress-delivery';

const at = (percent: number): SetupProgress => ({ phase: 'Running', step: 'repository', message: '', percent, attempt: 0 });

test('the newest progress arrives for sure, and no more often than it should', async () => {
    const arrived: Array<number | null> = [];
    let refusals = 3;
    const delivery = new ProgressDelivery(async ({ percent }) => {
        if (refusals-- > 0) {
            throw new Error('no answer');
        }
        arrived.push(percent);
    }, { between: 40, firstRetry: 1, lastRetry: 4 });
    for (let percent = 0; percent <= 100; percent += 1) {
        delivery.deliver(at(percent));
        await pause(1);
    }
    while (arrived.at(-1) !== 100) {
        await pause(5);
    }
    assert.ok(arrived.length < 30, `${arrived.length} reports`);
    assert.deepEqual(arrived, [...arrived].sort((a, b) => Number(a) - Number(b)));
});
