import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MILLISECONDS = 100;

/** The processes of terminals: each terminal's shell leads a session of its own. */
export async function processesOf(sessions: ReadonlySet<number>): Promise<number[]> {
    const found: number[] = [];
    await Promise.all((await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(async name => {
        // `pid (name) state ppid pgrp session …`, and the name may have anything in it.
        const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
        const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state !== 'Z' && sessions.has(Number(session))) {
            found.push(Number(name));
        }
    }));
    return found;
}

/**
 * Ends all processes of terminals as a closed terminal would (SIGHUP), asks again those that stay
 * (SIGTERM), and returns when all are gone or the time is over. Times are in milliseconds.
 */
export async function endSessions(shells: readonly number[], times: { term: number; end: number }): Promise<void> {
    const sessions = new Set(shells);
    const started = performance.now();
    signal(await processesOf(sessions), 'SIGHUP');
    let isAsked = false;
    for (;;) {
        const left = await processesOf(sessions);
        const spent = performance.now() - started;
        if (left.length === 0 || spent > times.end) {
            return;
        }
        if (!isAsked && spent > times.term) {
            isAsked = true;
            signal(left, 'SIGTERM');
        }
        await pause(LOOK_MILLISECONDS);
    }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
    for (const pid of pids) {
        try {
            process.kill(pid, name);
            // A stopped program (Ctrl+Z) acts on nothing until it goes on.
            process.kill(pid, 'SIGCONT');
        } catch {
            // It ended by itself.
        }
    }
}
