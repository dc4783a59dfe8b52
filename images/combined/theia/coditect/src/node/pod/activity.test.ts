import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Activity } from './activity';

test('activity is told once a minute, and again at once when that failed', async () => {
    let [now, told, fails] = [0, 0, false];
    const tell = async () => {
        told += 1;
        if (fails) {
            throw new Error('no answer');
        }
    };
    const activity = new Activity(tell, () => now);
    await Promise.all([activity.report(), activity.report()]);
    assert.equal(told, 1);
    now = 59_999;
    await activity.report();
    assert.equal(told, 1);
    await activity.reportAtOnce();
    assert.equal(told, 2, 'somebody who asks to stay awake is heard at once');
    now = 120_000;
    fails = true;
    await assert.rejects(activity.report());
    fails = false;
    await activity.report();
    assert.equal(told, 4);
});
