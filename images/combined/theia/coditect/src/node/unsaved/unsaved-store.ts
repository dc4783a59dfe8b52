import { createHash } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found, Unsaved } from '../../common/unsaved';
import { writeAtomically } from '../atomic-file';

interface Kept extends Unsaved {
    /** When the file on disk was last written, as the text was first kept; absent without a file. */
    readonly base?: number;
}

/** A file for each text, in a folder of the config volume. */
export class UnsavedStore {
    /** Writes of one text happen in the order in which they were asked for. */
    protected readonly queues = new Map<string, Promise<void>>();
    protected readonly bases = new Map<string, number | undefined>();

    constructor(protected readonly folder: string) {}

    keep(unsaved: Unsaved): Promise<void> {
        return this.inOrder(unsaved.id, async () => {
            if (!this.bases.has(unsaved.id)) {
                this.bases.set(unsaved.id, await writtenAt(unsaved.uri));
            }
            const base = this.bases.get(unsaved.id);
            const kept: Kept = { ...unsaved, ...(base !== undefined && { base }) };
            await writeAtomically(this.file(unsaved.id), JSON.stringify(kept));
        });
    }

    forget(id: string): Promise<void> {
        return this.inOrder(id, async () => {
            this.bases.delete(id);
            await rm(this.file(id), { force: true });
        });
    }

    async list(): Promise<Found[]> {
        const names = await readdir(this.folder).catch(() => []);
        const all = await Promise.all(names.filter(name => name.endsWith('.json')).map(name => this.read(join(this.folder, name))));
        return all.filter(found => found !== undefined);
    }

    protected async read(file: string): Promise<Found | undefined> {
        try {
            const { id, uri, text, language, base } = JSON.parse(await readFile(file, 'utf8')) as Kept;
            this.bases.set(id, base);
            return { id, uri, text, language, changedOnDisk: (await writtenAt(uri)) !== base };
        } catch (error) {
            console.error(`failed to read unsaved text from ${file}:`, error);
            return undefined;
        }
    }

    protected inOrder(id: string, action: () => Promise<void>): Promise<void> {
        const done = (this.queues.get(id) ?? Promise.resolve()).then(action);
        const settled = done.catch(() => undefined);
        this.queues.set(id, settled);
        void settled.then(() => this.queues.get(id) === settled && this.queues.delete(id));
        return done;
    }

    protected file(id: string): string {
        return join(this.folder, `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json`);
    }
}

async function writtenAt(uri: string): Promise<number | undefined> {
    if (!uri.startsWith('file:')) {
        return undefined;
    }
    return stat(fileURLToPath(uri)).then(({ mtimeMs }) => mtimeMs, () => undefined);
}
