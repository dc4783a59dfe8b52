import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from './environment';

/**
 * The secret in the cookie by which the backend knows its own pages. Theia draws a new one at every
 * start, so that an open page stays offline after a restart until it is loaded anew; this one stays
 * with the workspace, in a file that its user alone can read.
 */
export function lastingToken(folder = configFolder()): string {
    const file = join(folder, 'coditect', 'connection-token');
    return read(file) ?? create(folder, file);
}

function read(file: string): string | undefined {
    try {
        const token = readFileSync(file, 'utf8').trim();
        return /^[\w-]{43}$/.test(token) ? token : undefined;
    } catch {
        return undefined;
    }
}

/** A full disk must not keep the IDE from starting: then the token lasts as long as the process. */
function create(folder: string, file: string): string {
    const token = randomBytes(32).toString('base64url');
    const draft = `${file}.${process.pid}`;
    try {
        mkdirSync(join(folder, 'coditect'), { recursive: true, mode: 0o700 });
        writeFileSync(draft, token, { mode: 0o600 });
        renameSync(draft, file);
    } catch (error) {
        console.warn('the connection token could not be kept: pages must be loaded anew after a restart', error);
    }
    return token;
}
