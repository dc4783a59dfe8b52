import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a new file beside the old one and moves it there: a reader sees one or the other, and a
 * request that breaks off changes nothing. Tells whether there was an old one.
 */
export async function replaceFile(file: string, content: Readable): Promise<boolean> {
    const old = await stat(file).catch(() => undefined);
    const draft = join(dirname(file), `.coditect-${randomUUID()}`);
    try {
        const handle = await open(draft, 'wx', old ? old.mode & 0o777 : 0o644);
        await pipeline(content, handle.createWriteStream({ flush: true }));
        await rename(draft, file);
    } catch (error) {
        await rm(draft, { force: true });
        throw error;
    }
    return old !== undefined;
}
