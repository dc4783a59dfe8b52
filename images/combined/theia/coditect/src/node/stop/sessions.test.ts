import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { endSessions, processesOf } from './sessions';

/** A session as a terminal has one; resolves when `ready` exists. */
async function session(script: string): Promise<{ pid: number; folder: string }> {
    const folder = mkdtempSync(join(tmpdir(), 'coditect-session-'));
    const shell = spawn('bash', ['-c', script], { cwd: folder, detached: true, stdio: 'ignore' });
    while (!existsSync(join(folder, 'ready'))) {
        await pause(20);
    }
    return { pid: shell.pid ?? 0, folder };
}

test('a program has the time to finish what it writes', async () => {
    const { pid, folder } = await session('trap "sleep 0.5; echo done > result; exit" HUP; touch ready; while :; do sleep 0.1; done');
    await endSessions([pid], { term: 10_000, end: 20_000 });
    assert.equal(readFileSync(join(folder, 'result'), 'utf8'), 'done\n');
    assert.deepEqual(await processesOf(new Set([pid])), []);
});

test('one that ignores the first signal gets another, and the rest are left after a time', async () => {
    const polite = await session('trap "" HUP; trap "echo term > result; exit" TERM; touch ready; while :; do sleep 0.1; done');
    await endSessions([polite.pid], { term: 200, end: 20_000 });
    assert.equal(readFileSync(join(polite.folder, 'result'), 'utf8'), 'term\n');
    const stubborn = await session('trap "" HUP TERM; touch ready; while :; do sleep 0.1; done');
    await endSessions([stubborn.pid], { term: 200, end: 600 });
    assert.notDeepEqual(await processesOf(new Set([stubborn.pid])), []);
    process.kill(-stubborn.pid, 'SIGKILL');
});
