import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeLeft } from './time-left';

test('time is said in minutes, rounded up, and in hours from one on', () => {
    const left = (seconds: number) => timeLeft(seconds * 1_000, 0);
    assert.deepEqual([-5, 0, 1, 60, 61, 3_600, 3_900, 86_400].map(left),
        ['now', 'now', 'in 1 min', 'in 1 min', 'in 2 min', 'in 1 h', 'in 1 h 5 min', 'in 24 h']);
});
